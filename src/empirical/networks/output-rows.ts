import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import { orthogonalised, pivotedFactor } from './factors.ts';
import type { FiniteMlp } from './finite-mlp.ts';
import { type Weights, weightStream } from './weights.ts';

/**
 * The rows w_k of f's output layer, by what is drawn for each: ξ_k ~ N(0, 1) in `columns` dimensions, with
 * v_k(x) = ξ_k·(the image's inputs).
 */
export interface OutputRows {
  /** `[networks, images, columns]`, or `[1, images, columns]` where all networks have the same */
  readonly inputs: Tensor3D;
  readonly columns: number;
  /** Where ξ is drawn from. */
  readonly stream: number;
  /**
   * Σ_k c_k·w_k for coefficients c of some points, from Σ_k c_k·ξ_k: `[networks, points, columns]` → `[networks, points, n_{L−1}]`.
   *
   * @param products c·c′ of all pairs of these points, `[networks, points, points]`
   * @param use keeps the draws of different sums apart, from 0
   */
  complete(sums: Tensor3D, products: () => Tensor3D, use: number): Promise<Tensor3D>;
}

/** How the rows are drawn: see {@link drawnRows} and {@link conditionedRows}. */
export const GENERATED_WEIGHTS = ['drawn', 'conditioned'] as const;
export type GeneratedWeightsKind = (typeof GENERATED_WEIGHTS)[number];

/** All numbers of the layer, which does not depend on the points. @param inputs p^{L−1} of the images */
export function drawnRows({ depth, sizes }: FiniteMlp, inputs: Tensor3D): OutputRows {
  return { inputs, columns: sizes[depth - 1]!, stream: weightStream(depth), complete: async (sums) => sums };
}

/** Of variances that were summed in float32. */
const ROUNDING = 1e-6;

/** Streams that no layer has. */
const CONDITIONED = 2 ** 31;
const COMPLEMENT = CONDITIONED + 1;

/**
 * The rows as far as the images see them. With the inputs P = F·Q of all images, Q's rows orthonormal, v = F·ξ for
 * ξ = Q·w, which is N(0, 1) in as many dimensions as there are images. What the images do not see, (1 − QᵀQ)·w, is
 * independent of every v, and so of c = ∂g/∂v: given c, its sums Σ_k c_k·w_k at several points are normal with
 * covariance c·c′ in each direction. Kernels at these points thus have exactly the law of the kernels of drawn networks,
 * from n_{L−1}/images times fewer numbers; but other points are other networks.
 *
 * @param inputs P, `[networks, images, n_{L−1}]`
 */
export async function conditionedRows(tf: Tensors, inputs: Tensor3D, drawn: Weights): Promise<OutputRows> {
  const [sets, images, n] = inputs.shape;
  const found = orthogonalised(await inputs.data(), sets, images, n);
  const factor = float32(tf, found.factor, [sets, images, found.rank]);
  const basis = float32(tf, found.basis, [sets, found.rank, n]);
  return {
    inputs: factor,
    columns: found.rank,
    stream: CONDITIONED,
    async complete(sums, products, use) {
      const [networks, points] = sums.shape;
      const covariance = products();
      const roots = pivotedFactor(await covariance.data(), networks, points, ROUNDING);
      covariance.dispose();
      const noise = await drawn.rows(COMPLEMENT + use, 0, roots.rank, n);
      return tf.tidy(() => {
        const own = sets === networks ? basis : (tf.tile(basis, [networks, 1, 1]) as Tensor3D);
        const hidden = tf.matMul(float32(tf, roots.factor, [networks, points, roots.rank]), noise) as Tensor3D;
        const seen = tf.sub(sums, tf.matMul(hidden, own, false, true));
        const whole = tf.add(hidden, tf.matMul(seen, own)) as Tensor3D;
        noise.dispose();
        return whole;
      });
    },
  };
}

function float32(tf: Tensors, values: Float64Array, shape: [number, number, number]): Tensor3D {
  return tf.tensor3d(Float32Array.from(values), shape, 'float32');
}
