import type { Loss } from './loss.ts';

/** |h − y|^p, the mean over the columns (*On Infinite-Width Hypernetworks*, Sec. 2). At p = 1 its slope is 0 where h = y. */
export function lp(p: number): Loss {
  return (tf, outputs, targets) => {
    const difference = tf.sub(outputs, targets);
    const size = tf.abs(difference);
    return {
      values: tf.mean(tf.pow(size, p), 1, true),
      gradient: tf.mul(tf.mul(tf.sign(difference), tf.pow(size, p - 1)), p / outputs.shape[1]),
    };
  };
}
