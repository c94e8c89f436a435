import type { MomentSums, Moments } from '../../empirical/moments.ts';
import { entriesOf, type MomentSource } from '../../empirical/network-moments.ts';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { NdArray } from '../../nd-array.ts';
import { type ArrayValue, isArrayValue, isNdArray } from '../../store/array-value.ts';
import { loadArrays } from '../../store/bundle.ts';
import { readNpyFile } from '../../store/npy/file.ts';
import type { DrawnRange, NetworkMomentsOutput, StoredMoments } from './part-types.ts';

/** Numbers of samples that are read at a time. */
const READ_NUMBERS = 2 ** 20;

/** Moments over networks that other jobs have drawn, in the order of the networks. */
export function gatheredMoments<Sums extends Moments>(
  parts: readonly NetworkMomentsOutput[],
  make: (length: number) => Sums,
): MomentSource<Sums> {
  const ranges = parts.flatMap((part) => part.ranges).sort((a, b) => a.firstNetwork - b.firstNetwork);
  return async (request, control, keep) => {
    const { outputs, firstNetwork = 0, samples } = request;
    const [rows, columns] = entriesOf(request);
    const drawn = ranges.filter((range) => range.firstNetwork >= firstNetwork && range.firstNetwork < firstNetwork + samples);
    const moments = new Map<KernelOutput, Sums>();
    for (const output of outputs) {
      const sums = make(rows * columns);
      for (const range of drawn) {
        const told = keep && ((network: number, entries: Float64Array) => keep(output, network - firstNetwork, entries));
        await add(sums, range, output, rows * columns, told);
      }
      moments.set(output, sums);
      await control.checkpoint(moments.size / outputs.length);
    }
    return moments;
  };
}

async function add(
  sums: Moments,
  { kernels, firstNetwork, samples }: DrawnRange,
  output: KernelOutput,
  size: number,
  keep?: (network: number, entries: Float64Array) => void,
): Promise<void> {
  const found = kernels[output]!;
  if (!isArrayValue(found)) return sums.merge(await loadedSums(found));
  const atOnce = Math.max(1, Math.floor(READ_NUMBERS / size));
  for (let start = 0; start < samples; start += atOnce) {
    const count = Math.min(atOnce, samples - start);
    const entries = await someOf(found, start, start + count, size);
    for (let k = 0; k < count; k++) {
      const one = entries.subarray(k * size, (k + 1) * size);
      sums.add(one);
      keep?.(firstNetwork + start + k, one);
    }
  }
}

async function loadedSums(stored: StoredMoments): Promise<MomentSums> {
  const { count, mean, squares, cubes } = (await loadArrays(stored)) as Loaded<StoredMoments>;
  return { count, mean: mean.data, squares: squares.data, ...(cubes && { cubes: cubes.data }) };
}

/** The same with numbers in place of files. */
type Loaded<Tree> = { [Name in keyof Tree]: Tree[Name] extends number ? number : NdArray };

async function someOf(array: ArrayValue, start: number, stop: number, size: number): Promise<Float64Array> {
  if (isNdArray(array)) return array.data.subarray(start * size, stop * size);
  return (await readNpyFile(array.npyPath, [start, stop])).data;
}
