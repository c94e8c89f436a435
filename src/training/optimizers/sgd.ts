import type { Optimizer, OptimizerSpec } from './optimizer.ts';

/** v ← μv + ∇, w ← w − ηv. */
export function sgd({ learningRate, momentum }: Extract<OptimizerSpec, { kind: 'sgd' }>): Optimizer {
  return {
    slots: momentum === 0 ? 0 : 1,
    temporaries: 2,
    move(tf, { parameter, slots: [velocity] }, gradient) {
      const v = velocity ? tf.add(tf.mul(velocity, momentum), gradient) : gradient;
      return { parameter: tf.sub(parameter, tf.mul(v, learningRate)), slots: velocity ? [v] : [] };
    },
  };
}
