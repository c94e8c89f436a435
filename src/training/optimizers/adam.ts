import type { Optimizer, OptimizerSpec } from './optimizer.ts';

/** Kingma and Ba (2015), Algorithm 1. */
export function adam({ learningRate, beta1, beta2, epsilon }: Extract<OptimizerSpec, { kind: 'adam' }>): Optimizer {
  return {
    slots: 2,
    rate: 1,
    temporaries: 10,
    move(tf, { parameter, slots: [first, second] }, gradient, step) {
      const m = tf.add(tf.mul(first!, beta1), tf.mul(gradient, 1 - beta1));
      const v = tf.add(tf.mul(second!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const size = tf.add(tf.sqrt(tf.div(v, 1 - beta2 ** step)), epsilon);
      const change = tf.mul(tf.div(m, size), learningRate / (1 - beta1 ** step));
      return { parameter: tf.sub(parameter, change), slots: [m, v] };
    },
  };
}
