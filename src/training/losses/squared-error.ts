import type { Loss } from './loss.ts';

/** Half the squared error, the mean over the columns: as in neural-tangents' `gradient_descent_mse`. */
export const squaredError: Loss = (tf, outputs, targets) => {
  const difference = tf.sub(outputs, targets);
  return { values: tf.mul(0.5, tf.mean(tf.square(difference), 1, true)), gradient: tf.div(difference, outputs.shape[1]) };
};
