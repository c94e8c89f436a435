import type { Optimizer, OptimizerSpec } from './optimizer.ts';

/** v ← μv + η∇, w ← w − v. */
export function sgd({ learningRate, momentum }: Extract<OptimizerSpec, { kind: 'sgd' }>): Optimizer {
  return {
    slots: momentum === 0 ? 0 : 1,
    rate: learningRate,
    temporaries: 1,
    move(tf, { parameter, slots: [velocity] }, gradient) {
      const v = velocity ? tf.add(tf.mul(velocity, momentum), gradient) : gradient;
      return { parameter: tf.sub(parameter, v), slots: velocity ? [v] : [] };
    },
  };
}
