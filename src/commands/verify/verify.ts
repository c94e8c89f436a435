import { parseConfig } from '../../config.ts';
import { uncontrolled } from '../../control.ts';
import { asTensorError } from '../../empirical/backends/tensor-error.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { type ErrorCode, isHypertangentError } from '../../errors.ts';
import { jsonRepresentation } from '../../http/render/json.ts';
import { verificationBody, verificationInput } from '../../http/translate/empirical.ts';
import { checkWorkload } from '../../jobs/estimate/check.ts';
import { verificationProgram } from '../../jobs/programs/empirical.ts';
import type { NetworksContext } from '../../jobs/programs/finite-networks.ts';
import { loadArray } from '../../jobs/programs/load-array.ts';
import type { VerificationInput } from '../../jobs/programs/program.ts';
import { provenanceFromNow } from '../../provenance.ts';
import { ArrayStore } from '../../store/array-store.ts';
import { type OpenTensors, tensorOpener } from './open-tensors.ts';
import { VERIFY_HELP, type VerifyOptions, verifyOptions } from './options.ts';
import { overall, report } from './report.ts';
import { inSpec, readSpecs } from './specs.ts';

/** Where a command writes, and what it is run with. */
export interface CommandMeans {
  /** As the service chooses, unless given. */
  openTensors?: OpenTensors;
  environment: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
}

const EXIT = { passed: 0, failed: 1, badInput: 2, inconclusive: 3, broken: 4 } as const;

/** Errors that another machine might not have. */
const NOT_OF_THE_SPEC: readonly ErrorCode[] = ['backend_unavailable', 'out_of_memory', 'damaged_file', 'internal'];

/** `hypertangent verify …`: the exit code, everything else written. */
export async function verifyCommand(args: readonly string[], means: CommandMeans): Promise<number> {
  try {
    const options = verifyOptions(args);
    if (options !== 'help') return await verify(options, means);
    means.out(VERIFY_HELP);
    return EXIT.passed;
  } catch (error) {
    const known = asTensorError(error);
    if (!isHypertangentError(known)) {
      means.err(`${(error as Error).stack ?? error}\n`);
      return EXIT.broken;
    }
    means.err(`${known.message}\n`);
    return NOT_OF_THE_SPEC.includes(known.code) ? EXIT.broken : EXIT.badInput;
  }
}

async function verify(options: VerifyOptions, means: CommandMeans): Promise<number> {
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
