import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '../empirical/backends/tensor-backend.ts';

/*
 * tfjs's WebAssembly has a fast product for two matrices that neither are transposed nor one of many: much faster than its
 * others. Here the smaller operand is transposed by itself first, which costs next to nothing elsewhere.
 */

/** aᵀb, b the larger; of each image where there is one for each. */
export function transposedProduct(tf: Tensors, a: Tensor, b: Tensor): Tensor {
  return a.rank === 2 ? tf.matMul(tf.transpose(a), b) : tf.matMul(a, b, true, false);
}

/** abᵀ, b the larger; of each image where there is one for each. */
export function productTransposed(tf: Tensors, a: Tensor, b: Tensor): Tensor {
  return a.rank === 2 ? tf.transpose(tf.matMul(b, tf.transpose(a))) : tf.matMul(a, b, false, true);
}
