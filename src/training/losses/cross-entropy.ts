import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Loss } from './loss.ts';

/** −log softmax(h) at the right class. */
export const crossEntropy: Loss = (tf, outputs, targets) => {
  const shifted = tf.sub(outputs, tf.max(outputs, 1, true));
  const logarithms = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 1, true)));
  return {
    values: tf.neg(tf.sum<Tensor2D>(tf.mul(targets, logarithms), 1, true)),
    gradient: tf.sub(tf.exp(logarithms), targets),
  };
};
