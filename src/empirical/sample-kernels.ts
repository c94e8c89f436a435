import { type Control, uncontrolled } from '../control.ts';
import type { Architecture, KernelOutput } from '../kernels/architecture.ts';
import type { HypernetworkPoints, Points } from '../kernels/points.ts';
import { type DrawnNetworks, inBatches, inScope } from './batches.ts';
import { conditionedNumbers } from './cost.ts';
import { BLOCK_NUMBERS, type NetworkMeans } from './network-means.ts';
import { batchOfOne, finiteHypernetwork } from './networks/finite-hypernetwork.ts';
import { type FiniteMlp, finiteMlp } from './networks/finite-mlp.ts';
import type { Sides } from './networks/gram.ts';
import { hypernetworkKernels } from './networks/hypernetwork-kernels.ts';
import { parameterCount } from './networks/layer-sizes.ts';
import { mlpKernels, type NetworkKernels } from './networks/mlp-kernels.ts';
import type { GeneratedWeightsKind } from './networks/output-rows.ts';
import type { Weights } from './networks/weights.ts';

/** Which kernels of which networks. */
export interface SampleRequest extends DrawnNetworks {
  architecture: Architecture;
  points: Points;
  /** The other side; omitted: `points` against themselves. */
  points2?: Points;
  outputs: readonly KernelOutput[];
  /** Of hypernetworks: drawn unless given. */
  generatedWeights?: GeneratedWeightsKind;
}

/** The kernels of one network, `[left · right]` each. */
export type KernelSample = Partial<Record<KernelOutput, Float32Array>>;

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
  const { outputs } = request;
  await inScope(means.tensors, async () => {
    const { numbers, sides, kernels } = networksOf(request, means);
    const size = sides.left * (sides.right ?? sides.left);
    await inBatches(request, numbers, means, control, async (drawn, first) => {
      const found = await kernels(drawn);
      const entries = await Promise.all(outputs.map(async (output) => [output, await found[output]!.data()] as const));
      for (let k = 0; k < drawn.networks; k++) {
        // Kernels that do not depend on the weights are there once.
        const start = ({ length }: { length: number }) => (length === size ? 0 : k * size);
        const sample = entries.map(([output, data]) => [output, data.subarray(start(data), start(data) + size)]);
        visit(Object.fromEntries(sample), first + k);
      }
    });
  });
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
  const ofPairs = conditionedNumbers({ left: sides.left, right: sides.right ?? 0 }, generatedWeights === 'conditioned');
  const ofImages = images.shape[1] * hyper.sizes.at(-1)!;
  return {
    numbers: numbersOfOne(hyper, sides) + numbersOfOne(primary, sides) + ofImages + ofPairs,
    sides,
    kernels: (drawn) => hypernetworkKernels(tf, network, outputs, drawn, { generatedWeights, blockNumbers }),
  };
}

function numbersOfOne({ sizes }: FiniteMlp, { left, right }: Sides): number {
  const signals = (left + (right ?? 0)) * sizes.reduce((sum, size) => sum + size, 0);
  return parameterCount(sizes, true) + 2 * signals + 2 * left * (right ?? left);
}
