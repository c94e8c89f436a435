import { contract } from '../../http/contract/document.ts';
import type { Schema } from '../../http/contract/types.ts';
import { ContractValidator } from '../../http/contract/validator.ts';
import { checkWritable, jsonFile, readOrRefuse } from '../arguments.ts';
import { type CommandMeans, EXIT, exitCode } from '../command.ts';
import type { KernelPoints, KernelRequest, Kernels } from './compute.ts';
import { type Format, KERNEL_HELP, type KernelOptions, kernelOptions, type PointsFiles } from './options.ts';
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
    await writeKernels(await kernelsOf(request, url, format, means), format, { output, out: means.out });
    return EXIT.done;
  });
}

/** Neither way loads what the other one needs. */
async function kernelsOf(
  request: KernelRequest,
  url: string | undefined,
  format: Format,
  { environment }: CommandMeans,
): Promise<Kernels> {
  if (url === undefined) return (await import('./compute.ts')).computeHere(request, environment);
  return (await import('./ask.ts')).askService(url, environment.HYPERTANGENT_API_KEY, request, format);
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
