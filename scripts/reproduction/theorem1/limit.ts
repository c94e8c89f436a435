import { higherOrderTerms } from '../../../src/empirical/higher-order/higher-order-terms.ts';
import type { NetworkMeans } from '../../../src/empirical/network-means.ts';
import { kernelMatrices } from '../../../src/kernels/kernel-matrices.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { architectureOf, DEPTHS, ORDERS, type Pair } from './cases.ts';
import { IMAGES, POINTS, pointsOf } from './points.ts';
import { median } from './power-law.ts';

const NETWORKS = 2000;
const SEED = 0;

/** Medians of |K^(r)| for n → ∞, element r − 1, by pair and depth of g. */
export type Limits = Map<string, number[]>;

export function limitKey(pair: Pair, primaryDepth: number): string {
  return `${pair} ${primaryDepth}`;
}

/**
 * What is left of K^(r) where f is infinitely wide: its outputs are independent Gaussian processes with the covariance S
 * of its NNGP kernel, and move along the gradient on straight lines, v_i(t) = v_i + t·Θ_ij·∂g_j/∂v, Θ the tangent kernel.
 *
 * A linear f(x) = W·x/√n₀ is just so with S = Θ = x·x′/n₀: given images whose inner products are S, it has the limit's
 * terms but for the factors (Θ_ij/S_ij)^r.
 */
export async function limits(pairs: readonly Pair[], depth: number, means: NetworkMeans): Promise<Limits> {
  const found: Limits = new Map();
  for (const pair of pairs) {
    const { hyper } = architectureOf(pair, 1, depth, 1);
    const { matrices } = await kernelMatrices({ architecture: hyper, points: { x: IMAGES }, outputs: ['nngp', 'ntk'] });
    const [count] = IMAGES.shape;
    const left = POINTS.points.x.shape[0];
    const ratios = Array.from({ length: left }, (_, i) => at(matrices.ntk!, i, left) / at(matrices.nngp!, i, left));
    const images = scaled(choleskyFactor(matrices.nngp!), Math.sqrt(count));
    for (const primaryDepth of DEPTHS) {
      const { primary, ...rest } = architectureOf(pair, primaryDepth, 1, 1);
      const values = ORDERS.map((): number[] => []);
      const request = {
        architecture: { ...rest, primary },
        ...pointsOf(images),
        order: ORDERS.length,
        seed: SEED,
        samples: NETWORKS,
      };
      await higherOrderTerms(request, means, (terms) => {
        for (const [index, term] of terms.entries())
          values[index]!.push(...Array.from(term, (value, i) => Math.abs(value * ratios[i]! ** (index + 1))));
      });
      found.set(limitKey(pair, primaryDepth), values.map(median));
    }
  }
  return found;
}

function at({ data, shape: [, columns] }: Matrix, i: number, j: number): number {
  return data[i * columns + j]!;
}

/** L with L·Lᵀ = A for a small positive definite A. */
function choleskyFactor({ data, shape: [n] }: Matrix): Matrix {
  const factor = matrix(n, n);
  const l = factor.data;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = data[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j]!;
    }
  return factor;
}

function scaled({ data, shape }: Matrix, factor: number): Matrix {
  return matrix(
    ...shape,
    data.map((value) => value * factor),
  );
}
