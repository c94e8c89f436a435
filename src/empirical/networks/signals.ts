import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from './finite-mlp.ts';
import { biasStream, type Weights, weightStream } from './weights.ts';

/**
 * What a forward pass through the hidden layers leaves behind, for several networks at once.
 *
 * Scales stand with the smaller tensors: the weights stay as they were drawn.
 */
export interface HiddenSignals {
  /** p^l = s_{l+1}·q^l, element l = 0 … depth − 1: `[networks, points, n_l]`, the inputs alike for all networks `[1, points, n₀]` */
  readonly inputs: Tensor3D[];
  /** s_{l+1}·γσ′(y^l), element l − 1 for l = 1 … depth − 1: what signals that come back take on their way through layer l */
  readonly slopes: Tensor3D[];
  /** W^l, element l − 1 for l = 1 … depth − 1: `[networks, n_{l−1}, n_l]` */
  readonly weights: Tensor3D[];
}

/** @param x `[1, points, n₀]` */
export async function hiddenSignals(tf: Tensors, network: FiniteMlp, x: Tensor3D, drawn: Weights): Promise<HiddenSignals> {
  const { depth, sizes, scales, biasStd } = network;
  const inputs: Tensor3D[] = [tf.mul(x, scales[0]!)];
  const slopes: Tensor3D[] = [];
  const weights: Tensor3D[] = [];
  for (let layer = 1; layer < depth; layer++) {
    const w = await drawn.rows(weightStream(layer), 0, sizes[layer - 1]!, sizes[layer]!);
    weights.push(w);
    const b = biasStd === 0 ? undefined : await drawn.rows(biasStream(layer), 0, 1, sizes[layer]!);
    const { input, slope } = activated(tf, network, layer, () => product(tf, inputs[layer - 1]!, w), b);
    b?.dispose();
    inputs.push(input);
    slopes.push(slope);
  }
  return { inputs, slopes, weights };
}

/** p^l = s_{l+1}·γσ(y^l) and s_{l+1}·γσ′(y^l), for y^l = W^lp^{l−1} + σ_b·β^l. */
export function activated(
  tf: Tensors,
  { scales, biasStd, activation }: FiniteMlp,
  layer: number,
  weighted: () => Tensor3D,
  bias: Tensor3D | undefined,
): { input: Tensor3D; slope: Tensor3D } {
  const [input, slope] = tf.tidy(() => {
    const y = weighted();
    const { value, slope } = activation(bias ? tf.add(y, tf.mul(bias, biasStd)) : y);
    return [tf.mul(value, scales[layer]!), tf.mul(slope, scales[layer]!)] as [Tensor3D, Tensor3D];
  });
  return { input, slope };
}

/** The output layer's weights, W^depth as a row: `[networks, 1, n_{depth−1}]` for a network with one output. */
export function outputRow(drawn: Weights, { depth, sizes }: FiniteMlp): Promise<Tensor3D> {
  return drawn.rows(weightStream(depth), 0, 1, sizes[depth - 1]!);
}

/**
 * Signals δ^l = ∂/∂y^l, element l − 1 for l = 1 … depth − 1, from that of the last hidden layer.
 *
 * @param arriving ∂/∂q^{depth−1} over s_depth: what the output layer's weights make of ∂/∂y^depth
 * @param slopes as in {@link HiddenSignals}, one row for each signal
 */
export function backpropagated(
  tf: Tensors,
  arriving: Tensor3D,
  slopes: readonly Tensor3D[],
  weights: readonly Tensor3D[],
): Tensor3D[] {
  const deltas: Tensor3D[] = [];
  let signal = arriving;
  for (let layer = slopes.length; layer >= 1; layer--) {
    const delta = tf.mul<Tensor3D>(signal, slopes[layer - 1]!);
    deltas.unshift(delta);
    if (layer > 1) signal = tf.matMul(delta, weights[layer - 1]!, false, true);
  }
  return deltas;
}

/** x·w for every network; inputs that networks have in common are multiplied with all of their weights at once. */
export function product(tf: Tensors, x: Tensor3D, w: Tensor3D): Tensor3D {
  const [networks, rows, columns] = w.shape;
  const [sets, points] = x.shape;
  if (sets === networks) return tf.matMul(x, w);
  return tf.tidy(() => {
    const side = tf.reshape(tf.transpose(w, [1, 0, 2]), [rows, networks * columns]);
    const all: Tensor = tf.matMul(tf.reshape(x, [points, rows]), side);
    return tf.transpose(tf.reshape(all, [points, networks, columns]), [1, 0, 2]) as Tensor3D;
  });
}
