import type { Architecture } from '../../kernels/architecture.ts';
import { TILE_ROWS } from '../../kernels/tile.ts';
import { MOST_FACTOR_NUMBERS } from '../../regression/iterative/fit.ts';
import { MOST_NUMBERS_PER_BLOCK } from '../../regression/iterative/kernel-product.ts';
import type { RegressionKernel } from '../../regression/regression.ts';
import type { KernelPlan, Side } from './kernel-plan.ts';
import { NOTHING, type Plan } from './plan.ts';

/** Conjugate gradients with the default preconditioner: 10 to 70 iterations, the more the smaller the ridge. */
const ITERATIONS = 40;
/** Vectors that conjugate gradients hold: x, r, z, p, Ap, y, and what a product has of them in another order. */
const VECTORS = 9;
/** Rows that a residual is checked on, and pivots that are proposed together. */
const SOME_ROWS = 256;

/** Conjugate gradients on rows of K that are computed anew; `rank` of the preconditioner, the default unless given. */
export function gradientsPlan(
  architecture: Architecture,
  kernel: RegressionKernel,
  side: Side,
  outputs: number,
  rank: number | undefined,
): Plan {
  const n = side.points;
  const most = rank ?? Math.min(n, Math.max(100, Math.ceil(n / 4)), Math.sqrt(MOST_FACTOR_NUMBERS / 4));
  const factor = rank === undefined ? Math.min(most * n, MOST_FACTOR_NUMBERS) : rank * n;
  const block = Math.min(n * n, Math.max(MOST_NUMBERS_PER_BLOCK, Math.max(TILE_ROWS, side.grid ? side.coordinates : 0) * n));
  const landmarks = landmarksPlan(architecture, kernel, side, most);
  const products: KernelPlan = { ...landmarks, left: side, symmetric: true, times: ITERATIONS };
  return {
    ...NOTHING,
    kernels: [products, landmarks],
    outputNumbers: n * outputs,
    heldNumbers: factor + most * most + block + VECTORS * n * outputs + SOME_ROWS * most + side.images * side.width,
    choleskyFlops: most ** 3 / 3,
    productFlops: n * most * most + ITERATIONS * outputs * (2 * n * n + 4 * n * most),
  };
}

/** The subset of regressors on `rank` landmarks. */
export function nystromPlan(architecture: Architecture, kernel: RegressionKernel, side: Side, outputs: number, rank: number): Plan {
  const n = side.points;
  return {
    ...NOTHING,
    kernels: [landmarksPlan(architecture, kernel, side, rank), landmarksPlan(architecture, kernel, side, SOME_ROWS)],
    outputNumbers: rank * (outputs + side.width),
    heldNumbers: n * rank + 3 * rank * rank + SOME_ROWS * (n + rank) + VECTORS * n * outputs + side.images * side.width,
    choleskyFlops: rank ** 3 / 3,
    productFlops: 2 * n * rank * rank + 8 * n * rank * outputs,
  };
}

/** The kernel between some of the points and all. */
function landmarksPlan(architecture: Architecture, kernel: RegressionKernel, side: Side, count: number): KernelPlan {
  return { architecture, left: someOf(side, count), right: side, symmetric: false, outputs: [kernel], layers: false };
}

/** Some of the points of a side, row by row. */
export function someOf(side: Side, count: number): Side {
  const points = Math.min(count, side.points);
  return {
    points,
    images: Math.min(side.images, points),
    width: side.width,
    coordinates: Math.min(side.coordinates, points),
    grid: false,
  };
}

/** The same several times, one after the other in the same memory. */
export function repeated(plan: Plan, times: number): Plan {
  return {
    ...plan,
    kernels: plan.kernels.map((kernel) => ({ ...kernel, times: times * (kernel.times ?? 1) })),
    choleskyFlops: times * plan.choleskyFlops,
    productFlops: times * plan.productFlops,
  };
}
