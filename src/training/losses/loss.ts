import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../../empirical/backends/tensor-backend.ts';
import { crossEntropy } from './cross-entropy.ts';
import { lp } from './lp.ts';
import { squaredError } from './squared-error.ts';

/** What is to become small. */
export type LossSpec = { kind: 'squared_error' } | { kind: 'lp'; p: number } | { kind: 'cross_entropy'; classes: number };

/** The loss of some points. */
export interface PointLosses {
  /** Of each point, `[points, 1]`. */
  values: Tensor2D;
  /** Of each point's loss by its own outputs, `[points, outputs]`. */
  gradient: Tensor2D;
}

/** @param outputs of the network; `targets` alike, of classes 1 at the right one and 0 elsewhere: `[points, outputs]` */
export type Loss = (tf: Tensors, outputs: Tensor2D, targets: Tensor2D) => PointLosses;

export function lossOf(spec: LossSpec): Loss {
  switch (spec.kind) {
    case 'squared_error':
      return squaredError;
    case 'lp':
      return lp(spec.p);
    case 'cross_entropy':
      return crossEntropy;
  }
}

/** How many points of a network's outputs have their largest number at the right class. */
export function rightOnes(tf: Tensors, outputs: Tensor2D, targets: Tensor2D, mask: Tensor2D): Scalar {
  const right = tf.equal(tf.argMax(outputs, 1), tf.argMax(targets, 1));
  return tf.sum(tf.mul(tf.cast(right, 'float32'), tf.reshape(mask, [-1])));
}
