import type { Control } from '../control.ts';
import type { KernelOutput } from '../kernels/architecture.ts';
import { pointCount } from '../kernels/points.ts';
import { checkRange } from './float32-range.ts';
import type { Moments } from './moments.ts';
import type { NetworkMeans } from './network-means.ts';
import { type KernelSample, type SampleRequest, sampleKernels } from './sample-kernels.ts';

/** Told of each network of a request, from 0 on, in order. */
export type KeepSample = (output: KernelOutput, network: number, entries: ArrayLike<number>) => void;

/**
 * Where the moments of each output over the networks of a request come from: networks that are drawn here and now, or that
 * were drawn elsewhere.
 *
 * @param keep told of each network, too
 */
export type MomentSource<Sums extends Moments> = (
  request: SampleRequest,
  control: Control,
  keep?: KeepSample,
) => Promise<Map<KernelOutput, Sums>>;

/**
 * Draws the networks.
 *
 * @param make sums over vectors of so many entries, none of which has come yet
 * @throws HypertangentError as {@link sampleKernels} does, and `kernel_overflow` where networks leave the range of float32
 */
export function drawnMoments<Sums extends Moments>(means: NetworkMeans, make: (length: number) => Sums): MomentSource<Sums> {
  return async (request, control, keep) => {
    const { outputs, firstNetwork = 0 } = request;
    const [rows, columns] = entriesOf(request);
    const moments = new Map(outputs.map((output) => [output, make(rows * columns)]));
    const visit = (sample: KernelSample, network: number) => {
      for (const [output, sums] of moments) {
        sums.add(sample[output]!);
        keep?.(output, network - firstNetwork, sample[output]!);
      }
    };
    await sampleKernels(request, means, visit, control);
    // Float64 holds the squares of float32: where the mean is finite, so is the variance.
    for (const [output, { mean }] of moments) checkRange(mean, output, columns);
    return moments;
  };
}

/** Rows and columns of each kernel. */
export function entriesOf({ points, points2 = points }: Pick<SampleRequest, 'points' | 'points2'>): [number, number] {
  return [pointCount(points), pointCount(points2)];
}
