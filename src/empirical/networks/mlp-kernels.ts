import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from './finite-mlp.ts';
import { gram, layerGram, type Sides } from './gram.ts';
import { backpropagated, hiddenSignals, outputRow } from './signals.ts';
import type { Weights } from './weights.ts';

/** Kernels of each network, `[networks, left, right]`. */
export type NetworkKernels = Partial<Record<KernelOutput, Tensor3D>>;

/**
 * The kernels of finite networks with one output:
 *
 *   nngp  p·p′ + σ_b² at the last hidden layer, the mean of y·y′ over the weights behind it;
 *   ntk   Σ_l (δ^l·δ′^l)(p^{l−1}·p′^{l−1} + σ_b²), each layer's gradient being an outer product, δ^depth = 1.
 *
 * Time: O(networks·(points·Σ n_l n_{l−1} + left·right·Σ n_l)). Tensors made on the way are left to the caller's scope.
 *
 * @param x `[1, points, n₀]`
 */
export async function mlpKernels(
  tf: Tensors,
  network: FiniteMlp,
  x: Tensor3D,
  sides: Sides,
  outputs: readonly KernelOutput[],
  drawn: Weights,
): Promise<NetworkKernels> {
  const { inputs, slopes, weights } = await hiddenSignals(tf, network, x, drawn);
  const nngp = layerGram(tf, inputs.at(-1)!, network.biasStd, sides);
  if (!outputs.includes('ntk')) return { nngp };
  if (network.depth === 1) return { nngp, ntk: nngp };
  const arriving = await outputRow(drawn, network);
  const ntk = tf.tidy(() => {
    const deltas = backpropagated(tf, arriving, slopes, weights);
    return tf.add<Tensor3D>(nngp, hiddenTangent(tf, network, inputs, deltas, sides));
  });
  return { nngp, ntk };
}

/** The tangent kernel's part that belongs to the hidden layers' parameters. */
export function hiddenTangent(
  tf: Tensors,
  { biasStd }: FiniteMlp,
  inputs: readonly Tensor3D[],
  deltas: readonly Tensor3D[],
  sides: Sides,
): Tensor3D {
  const parts = deltas.map((delta, index) =>
    tf.mul<Tensor3D>(gram(tf, delta, sides), layerGram(tf, inputs[index]!, biasStd, sides)),
  );
  return tf.addN(parts);
}
