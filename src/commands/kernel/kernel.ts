import { contract } from '../../http/contract/document.ts';
import type { Schema } from '../../http/contract/types.ts';
import { ContractValidator } from '../../http/contract/validator.ts';
import { checkWritable, readOrRefuse, refused } from '../arguments.ts';
import { type CommandMeans, EXIT, exitCode } from '../command.ts';
import { askService } from './ask.ts';
import { computeHere, type KernelPoints, type KernelRequest } from './compute.ts';
import { KERNEL_HELP, type KernelOptions, kernelOptions, type PointsFiles } from './options.ts';
import { readPoints } from './points-file.ts';
import { writeKernels } from './write.ts';

/** `hypertangent kernel …`: the exit code, everything else written. */
export function kernelCommand(args: readonly string[], means: CommandMeans): Promise<number> {
  return exitCode(means, async () => {
    const options = kernelOptions(args);
    if (options === 'help') {
      means.out(KERNEL_HELP);
      return EXIT.done;
    }
    const { url, format, output } = options;
    if (output !== undefined) await checkWritable(output);
    const request = await requestOf(options, means);
    const key = means.environment.HYPERTANGENT_API_KEY;
    const kernels = await (url === undefined ? computeHere(request, means.environment) : askService(url, key, request, format));
    await writeKernels(kernels, format, { output, out: means.out });
    return EXIT.done;
  });
}

async function requestOf({ architecture, points, points2, outputs }: KernelOptions, means: CommandMeans): Promise<KernelRequest> {
  return {
    architecture: await architectureOf(architecture),
    points: await pointsOf(points, means),
    ...(points2 && { points2: await pointsOf(points2, means) }),
    outputs,
  };
}

async function pointsOf({ x, z, pairing }: PointsFiles, means: CommandMeans): Promise<KernelPoints> {
  const read = async (file: string) =>
    file === '-' ? readPoints(await means.input(), 'standard input') : readPoints(await readOrRefuse(file), file);
  return { x: await read(x), ...(z !== undefined && { z: await read(z) }), ...(pairing && { pairing }) };
}

async function architectureOf(source: KernelOptions['architecture']): Promise<Schema<'Architecture'>> {
  const found: unknown = typeof source === 'string' ? await jsonFile(source) : mlpOf(source);
  const validator: ContractValidator = new ContractValidator(contract);
  validator.checkSchema('Architecture', found, '/architecture');
  return found;
}

function mlpOf({ depth, activation, weightStd, biasStd }: Exclude<KernelOptions['architecture'], string>): object {
  return { type: 'mlp', depth, activation: { name: activation }, weight_std: weightStd, bias_std: biasStd };
}

async function jsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readOrRefuse(path)).toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refused(`${path} is not JSON: ${error.message}`);
  }
}
