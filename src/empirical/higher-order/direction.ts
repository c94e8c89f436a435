import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { Sides } from '../networks/gram.ts';
import { backpropagated, type HiddenSignals } from '../networks/signals.ts';
import type { Series } from './series.ts';

/**
 * The gradient of h at each point of the right side by the hidden layers' parameters, never formed: that of layer l is
 * ∂h/∂W^l = δ^l·(p^{l−1})ᵀ and ∂h/∂β^l = σ_b·δ^l.
 */
export interface Direction {
  /** p^{l−1}, the inputs of layer l = 1 … depth, element l − 1: `[networks, 1, right, n_{l−1}]`, p⁰ alike for all networks */
  readonly inputs: Tensor4D[];
  /** δ^l, element l − 1 for l = 1 … depth − 1: `[networks, 1, right, n_l]` */
  readonly deltas: Tensor4D[];
}

/** @param arriving what the output layer sends back from the points of the right side, `[networks, right, n_{depth−1}]` */
export function direction(
  tf: Tensors,
  { inputs, slopes, weights }: HiddenSignals,
  arriving: Tensor3D,
  ofRight: (signals: Tensor3D) => Tensor3D,
): Direction {
  const across = (signals: Tensor3D) => tf.expandDims<Tensor4D>(signals, 1);
  return {
    inputs: inputs.map((input) => across(ofRight(input))),
    deltas: backpropagated(tf, arriving, slopes.map(ofRight), weights).map(across),
  };
}

/** The points of the right side among all, which have the left ones before them where these are others. */
export function rightPart(tf: Tensors, signals: Tensor3D, { left, right }: Sides): Tensor3D {
  return right === null ? signals : tf.slice(signals, [0, left, 0], [-1, right, -1]);
}

export function leftPart(tf: Tensors, signals: Tensor3D, { left, right }: Sides): Tensor3D {
  return right === null ? signals : tf.slice(signals, [0, 0, 0], [-1, left, -1]);
}

/**
 * How fast a layer's parameters that move along the gradient move its output, but for the signal δ_j:
 * p_j·p_i(t) + σ_b², `[networks, left, right, 1]`.
 */
export function overlap(tf: Tensors, p: Series, towards: Tensor4D, biasStd: number): Series {
  return p.map((coefficient, k) => {
    if (coefficient === null) return null;
    const product = tf.sum(tf.mul(coefficient, towards), -1, true);
    return k === 0 && biasStd > 0 ? tf.add(product, biasStd ** 2) : product;
  });
}
