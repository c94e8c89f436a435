import { type Control, uncontrolled } from '../control.ts';
import type { Architecture, KernelOutput } from '../kernels/architecture.ts';
import type { HypernetworkPoints, Points } from '../kernels/points.ts';
import type { NormalSource } from '../random/normals.ts';
import type { Tensors } from './backends/tensor-backend.ts';
import { batchOfOne, finiteHypernetwork } from './networks/finite-hypernetwork.ts';
import { type FiniteMlp, finiteMlp } from './networks/finite-mlp.ts';
import type { Sides } from './networks/gram.ts';
import { hypernetworkKernels } from './networks/hypernetwork-kernels.ts';
import { parameterCount } from './networks/layer-sizes.ts';
import { mlpKernels, type NetworkKernels } from './networks/mlp-kernels.ts';
import type { GeneratedWeightsKind } from './networks/output-rows.ts';
import { Weights } from './networks/weights.ts';

/** Which kernels of which networks. */
export interface SampleRequest {
  architecture: Architecture;
  points: Points;
  /** The other side; omitted: `points` against themselves. */
  points2?: Points;
  outputs: readonly KernelOutput[];
  /** Networks `firstNetwork` … `firstNetwork + samples − 1` of the seed. */
  seed: number;
  samples: number;
  firstNetwork?: number;
  /** Of hypernetworks: drawn unless given. */
  generatedWeights?: GeneratedWeightsKind;
}

/** What finite networks are computed with. */
export interface NetworkMeans {
  tensors: Tensors;
  normals: NormalSource;
  /** Generated weights that are drawn and used at a time; the default suits all. */
  blockNumbers?: number;
}

/** The kernels of one network, `[left · right]` each. */
export type KernelSample = Partial<Record<KernelOutput, Float32Array>>;

/** Numbers of weights and signals that networks of one batch have together, and most networks of one. */
export const BATCH_NUMBERS = 2 ** 22;
const MOST_NETWORKS = 256;
export const BLOCK_NUMBERS = 2 ** 22;

/**
 * Draws networks and computes their kernels, in batches; network k of a seed is the same in every batch.
 *
 * @param visit told of each network, in order
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export async function sampleKernels(
  request: SampleRequest,
  means: NetworkMeans,
  visit: (kernels: KernelSample, network: number) => void,
  control: Control = uncontrolled,
): Promise<void> {
  const { outputs, samples, seed, firstNetwork = 0 } = request;
  const { tensors: tf } = means;
  const engine = tf.engine();
  engine.startScope();
  try {
    const { numbers, sides, kernels } = networksOf(request, means);
    const batch = Math.max(1, Math.min(MOST_NETWORKS, Math.floor(BATCH_NUMBERS / numbers)));
    for (let start = 0; start < samples; start += batch) {
      await control.checkpoint(start / samples);
      const count = Math.min(batch, samples - start);
      engine.startScope();
      try {
        const found = await kernels(new Weights(tf, means.normals, seed, firstNetwork + start, count));
        const numbersOf = await Promise.all(outputs.map(async (output) => [output, await found[output]!.data()] as const));
        const size = sides.left * (sides.right ?? sides.left);
        for (let k = 0; k < count; k++) {
          // Kernels that do not depend on the weights are there once.
          const own = (data: ArrayLike<number>) => (data.length === size ? 0 : k * size);
          const sample = numbersOf.map(([output, data]) => [output, (data as Float32Array).subarray(own(data), own(data) + size)]);
          visit(Object.fromEntries(sample), firstNetwork + start + k);
        }
      } finally {
        engine.endScope();
      }
    }
  } finally {
    engine.endScope();
  }
}

interface Networks {
  /** Weights and signals of one network, roughly. */
  numbers: number;
  sides: Sides;
  kernels(drawn: Weights): Promise<NetworkKernels>;
}

function networksOf(
  { architecture, points, points2, outputs, generatedWeights = 'drawn' }: SampleRequest,
  means: NetworkMeans,
): Networks {
  const { tensors: tf, blockNumbers = BLOCK_NUMBERS } = means;
  if (architecture.type === 'mlp') {
    const network = finiteMlp(tf, architecture, { size: points.x.shape[1] }, 1, '/architecture');
    const sides = { left: points.x.shape[0], right: points2 ? points2.x.shape[0] : null };
    const x = points2 ? tf.concat([batchOfOne(tf, points.x), batchOfOne(tf, points2.x)], 1) : batchOfOne(tf, points.x);
    const numbers = numbersOfOne(network, sides);
    return { numbers, sides, kernels: (drawn) => mlpKernels(tf, network, x, sides, outputs, drawn) };
  }
  const network = finiteHypernetwork(tf, architecture, points as HypernetworkPoints, points2 as HypernetworkPoints | undefined);
  const { hyper, primary, sides, images } = network;
  const ofImages = images.shape[1] * hyper.sizes.at(-1)!;
  return {
    numbers: numbersOfOne(hyper, sides) + numbersOfOne(primary, sides) + ofImages,
    sides,
    kernels: (drawn) => hypernetworkKernels(tf, network, outputs, drawn, { generatedWeights, blockNumbers }),
  };
}

function numbersOfOne({ sizes }: FiniteMlp, { left, right }: Sides): number {
  const signals = (left + (right ?? 0)) * sizes.reduce((sum, size) => sum + size, 0);
  return parameterCount(sizes, true) + 2 * signals + 2 * left * (right ?? left);
}
