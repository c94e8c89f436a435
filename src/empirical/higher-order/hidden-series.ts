import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from '../networks/finite-mlp.ts';
import { product } from '../networks/signals.ts';
import { biasStream, type Weights } from '../networks/weights.ts';
import { type Direction, overlap } from './direction.ts';
import { disposeOf, type Series, seriesArithmetic, tidied } from './series.ts';
import type { SeriesActivation } from './series-activation.ts';

/**
 * The hidden layers at each point i of the left side while their parameters move from w along ∇h_j, as power series in t:
 *
 *   y_i^l(t) = (W^l + t·δ_j^l·(p_j^{l−1})ᵀ)·p_i^{l−1}(t) + σ_b·(β^l + t·σ_b·δ_j^l)
 *            = W^l·p_i^{l−1}(t) + σ_b·β^l + t·δ_j^l·(p_j^{l−1}·p_i^{l−1}(t) + σ_b²),   p_i^l(t) = s_{l+1}·γσ(y_i^l(t))
 *
 * One product with W^l for all coefficients and pairs of points. Tensors made on the way are left to the caller's scope.
 *
 * @param x inputs scaled by s_1, `[1, left, n₀]`
 * @returns p^{depth−1}(t), coefficients `[networks, left, right or 1, n_{depth−1}]`
 */
export async function hiddenSeries(
  tf: Tensors,
  { depth, sizes, scales, biasStd }: FiniteMlp,
  activation: SeriesActivation,
  x: Tensor3D,
  order: number,
  { inputs, deltas }: Direction,
  weights: readonly Tensor3D[],
  drawn: Weights,
): Promise<Series> {
  const { add } = seriesArithmetic(tf);
  let p: Series = [tf.expandDims(x, 2), ...new Array<null>(order).fill(null)];
  for (let layer = 1; layer < depth; layer++) {
    const bias = biasStd === 0 ? null : await drawn.rows(biasStream(layer), 0, 1, sizes[layer]!);
    const before = p;
    p = tidied(tf, () => {
      const [start, ...rest] = multiplied(tf, before, weights[layer - 1]!);
      const y = [bias ? tf.add(start!, tf.mul(tf.expandDims(bias, 1), biasStd)) : start!, ...rest];
      const moved = moving(tf, overlap(tf, before, inputs[layer - 1]!, biasStd), deltas[layer - 1]!);
      return activation(add(y, moved), scales[layer]!);
    });
    disposeOf(tf, before);
    bias?.dispose();
  }
  return p;
}

/** t·δ·u(t). */
export function moving(tf: Tensors, u: Series, delta: Tensor): Series {
  return [null, ...u.slice(0, -1).map((coefficient) => coefficient && tf.mul(coefficient, delta))];
}

/** Every coefficient's rows times the weights, `[networks, n, m]`, or `[networks, m, n]` where these lie `across`. */
export function multiplied(tf: Tensors, p: Series, weights: Tensor3D, across = false): Series {
  const there = p.filter((coefficient) => coefficient !== null) as Tensor4D[];
  const rows = there.map(({ shape: [sets, left, right, size] }) => [sets, left * right, size] as [number, number, number]);
  const stacked = tf.concat(
    there.map((coefficient, k) => tf.reshape(coefficient, rows[k]!)),
    1,
  ) as Tensor3D;
  const all = product(tf, stacked, across ? tf.transpose(weights, [0, 2, 1]) : weights);
  const parts = tf.split(
    all,
    rows.map(([, count]) => count),
    1,
  );
  const [networks, , size] = all.shape;
  let next = 0;
  return p.map((coefficient) => {
    if (coefficient === null) return null;
    const [, left, right] = coefficient.shape as [number, number, number, number];
    return tf.reshape(parts[next++]!, [networks, left, right, size]);
  });
}
