import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '../empirical/backends/tensor-backend.ts';

/*
 * tfjs's WebAssembly has a fast product for two matrices that neither are transposed nor one of many: much faster than its
 * others. There an operand is transposed by itself first; the libraries transpose faster while they multiply.
 */

/** aᵀb, b the larger; of each image where there is one for each. */
export function transposedProduct(tf: Tensors, a: Tensor, b: Tensor): Tensor {
  if (a.rank === 2 && transposesFirst(tf)) return tf.matMul(tf.transpose(a), b);
  return tf.matMul(a, b, true, false);
}

/** abᵀ, b the larger; of each image where there is one for each. */
export function productTransposed(tf: Tensors, a: Tensor, b: Tensor): Tensor {
  if (a.rank !== 2) return tf.matMul(a, b, false, true);
  // As baᵀ, which is faster than abᵀ.
  return tf.transpose(transposesFirst(tf) ? tf.matMul(b, tf.transpose(a)) : tf.matMul(b, a, false, true));
}

function transposesFirst(tf: Tensors): boolean {
  return tf.getBackend() === 'wasm';
}
