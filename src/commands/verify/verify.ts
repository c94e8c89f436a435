import { parseConfig } from '../../config.ts';
import { uncontrolled } from '../../control.ts';
import { asTensorError } from '../../empirical/backends/tensor-error.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { jsonRepresentation } from '../../http/render/json.ts';
import { verificationBody, verificationInput } from '../../http/translate/empirical.ts';
import { checkWorkload } from '../../jobs/estimate/check.ts';
import { verificationProgram } from '../../jobs/programs/empirical.ts';
import type { NetworksContext } from '../../jobs/programs/finite-networks.ts';
import { loadArray } from '../../jobs/programs/load-array.ts';
import type { VerificationInput } from '../../jobs/programs/program.ts';
import { provenanceFromNow } from '../../provenance.ts';
import { ArrayStore } from '../../store/array-store.ts';
import { type CommandMeans, exitCode } from '../command.ts';
import { type OpenTensors, tensorOpener } from './open-tensors.ts';
import { VERIFY_HELP, type VerifyOptions, verifyOptions } from './options.ts';
import { overall, report } from './report.ts';
import { inSpec, readSpecs } from './specs.ts';

/** What it is run with. */
export interface VerifyMeans extends Pick<CommandMeans, 'environment' | 'out' | 'err'> {
  /** As the service chooses, unless given. */
  openTensors?: OpenTensors;
}

const EXIT = { passed: 0, failed: 1, inconclusive: 3 } as const;

/** `hypertangent verify …`: the exit code, everything else written. */
export function verifyCommand(args: readonly string[], means: VerifyMeans): Promise<number> {
  return exitCode(means, async () => {
    const options = verifyOptions(args);
    if (options !== 'help')
      return verify(options, means).catch((error: unknown) => {
        throw asTensorError(error);
      });
    means.out(VERIFY_HELP);
    return EXIT.passed;
  });
}

async function verify(options: VerifyOptions, means: VerifyMeans): Promise<number> {
  const config = parseConfig(means.environment);
  const arrays = new ArrayStore(config.dataDir);
  const { specs, list } = await readSpecs(options.file);
  const place = (index: number) => (list ? index : undefined);
  const inputs: VerificationInput[] = [];
  // All of them before any is run: a mistake in the last one is told at once.
  for (const [index, spec] of specs.entries()) {
    const { backend = spec.backend ?? 'auto', seed = spec.seed ?? 0 } = options;
    inputs.push(
      await inSpec(place(index), async () => {
        const input = await verificationInput({ ...spec, backend, seed }, arrays);
        checkWorkload({ kind: 'verification', input });
        return input;
      }),
    );
  }
  const { openTensors = tensorOpener(config) } = means;
  const { engine, close } = await createEngine({ linalg: config.linalg, threads: config.threads });
  try {
    const results = [];
    for (const [index, input] of inputs.entries()) {
      const context = contextOf(engine, arrays, openTensors);
      const result = await inSpec(place(index), () => verificationProgram(input, context));
      if (!options.json)
        means.out(`${report(input.architecture, result, input.samples)}\n${index < inputs.length - 1 ? '\n' : ''}`);
      results.push(result);
    }
    if (options.json) means.out(`${await jsonText(list ? results.map(verificationBody) : verificationBody(results[0]!))}\n`);
    return EXIT[overall(results.map(({ outcome }) => outcome))];
  } finally {
    await close();
  }
}

function contextOf(engine: NetworksContext['engine'], arrays: ArrayStore, openTensors: OpenTensors): NetworksContext {
  return {
    control: uncontrolled,
    engine,
    tensors: openTensors,
    load: (array, path) => loadArray(array, path, arrays),
    provenance: provenanceFromNow(engine.name),
  };
}

async function jsonText(tree: unknown): Promise<string> {
  const { body } = jsonRepresentation(tree);
  if (typeof body === 'string') return body;
  let text = '';
  for await (const piece of body) text += piece;
  return text;
}
