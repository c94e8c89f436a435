import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';

/** The rows of a kernel, stacked on those of its columns where these are other points. */
export interface Sides {
  left: number;
  /** null: the left ones themselves. */
  right: number | null;
}

/** Inner products of the signals of the left points with those of the right ones: `[networks, points, n]` → `[networks, left, right]`. */
export function gram(tf: Tensors, signals: Tensor3D, { left, right }: Sides): Tensor3D {
  if (right === null) return tf.matMul(signals, signals, false, true);
  return tf.tidy(() => {
    const [a, b] = [tf.slice(signals, [0, 0, 0], [-1, left, -1]), tf.slice(signals, [0, left, 0], [-1, right, -1])];
    return tf.matMul(a, b, false, true) as Tensor3D;
  });
}

/** p·p′ + σ_b²: what a layer's parameters contribute for equal signals behind it. */
export function layerGram(tf: Tensors, inputs: Tensor3D, biasStd: number, sides: Sides): Tensor3D {
  const product = gram(tf, inputs, sides);
  return biasStd === 0 ? product : tf.tidy(() => tf.add(product, biasStd ** 2));
}
