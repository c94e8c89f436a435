import type { Optimizer, OptimizerSpec } from './optimizer.ts';

/** Zeiler (2012), Algorithm 1, its step times η. */
export function adadelta({ learningRate, rho, epsilon }: Extract<OptimizerSpec, { kind: 'adadelta' }>): Optimizer {
  return {
    slots: 2,
    rate: 1,
    temporaries: 12,
    move(tf, { parameter, slots: [squares, changes] }, gradient) {
      const averaged = (before: typeof gradient, now: typeof gradient) => {
        return tf.add(tf.mul(before, rho), tf.mul(tf.square(now), 1 - rho));
      };
      const ofGradient = averaged(squares!, gradient);
      const ratio = tf.sqrt(tf.div(tf.add(changes!, epsilon), tf.add(ofGradient, epsilon)));
      const change = tf.mul(ratio, gradient);
      return { parameter: tf.sub(parameter, tf.mul(change, learningRate)), slots: [ofGradient, averaged(changes!, change)] };
    },
  };
}
