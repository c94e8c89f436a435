import type { Architecture } from '../../kernels/architecture.ts';
import { checkedCount } from '../../regression/full-grid/check-means.ts';
import { factorNumbers, tileNumbers } from '../../regression/full-grid/decomposition/image-factors.ts';
import { NUMBERS_PER_BLOCK as EXACT_NUMBERS } from '../../regression/full-grid/exact-product.ts';
import { MOST_FACTOR_NUMBERS } from '../../regression/full-grid/grid-system.ts';
import { MOST_EIGEN_IMAGES } from '../../regression/full-grid/preconditioner/nearest-inverse.ts';
import { landmarksFor } from '../../regression/full-grid/preconditioner/neighbour-inverse.ts';
import type { RegressionKernel } from '../../regression/regression.ts';
import type { KernelPlan, Side } from './kernel-plan.ts';
import { NOTHING, type Plan } from './plan.ts';

/** Kronecker products that a kernel comes to: 5 or 6 for two layers, a few more for deep ones. */
const RANK = 8;
/** Conjugate gradients on images without a mask: 14 to 30 iterations with eigenvectors, 50 with landmarks and neighbours. */
const ITERATIONS = { eigenvectors: 30, landmarks: 60 };
/** Vectors that conjugate gradients hold: x, r, z, p, Ap, y and the labels, beside r for the products. */
const VECTORS = 7;
/** Operations of a symmetric eigendecomposition, with n³, at the rate of a factorisation. */
export const EIGEN_FLOPS = 9;

/** Fitting all images × all coordinates; `side` is a grid. */
export function fullGridPlan(architecture: Architecture, kernel: RegressionKernel, side: Side, outputs: number): Plan {
  const { images: n, coordinates: p } = side;
  const numbers = n * p * outputs;
  const factors = factorNumbers(n, RANK);
  const kept = factors <= MOST_FACTOR_NUMBERS;
  const kernels = factorPlan(architecture, kernel, side, side);
  const inverse = inversePlan(n, p);
  return {
    ...NOTHING,
    kernels: Array.from({ length: kept ? 1 : inverse.iterations }, () => kernels),
    outputNumbers: numbers + RANK * p * p,
    heldNumbers: (kept ? factors : tileNumbers(n, n, RANK)) + (VECTORS + RANK) * numbers + (RANK + 4) * p * p + inverse.heldNumbers,
    choleskyFlops: EIGEN_FLOPS * inverse.eigenCubes,
    productFlops:
      inverse.setUpFlops + inverse.iterations * outputs * (inverse.columnFlops * p + 2 * RANK * (n * p * p + n * n * p)),
  };
}

/** What the preconditioner takes. */
function inversePlan(n: number, p: number) {
  if (n <= MOST_EIGEN_IMAGES) {
    const iterations = ITERATIONS.eigenvectors;
    return { iterations, heldNumbers: n * n, eigenCubes: n ** 3 + p ** 3, setUpFlops: 0, columnFlops: 4 * n * (n + p) };
  }
  const m = landmarksFor(n);
  return {
    iterations: ITERATIONS.landmarks,
    heldNumbers: n * m + 2 * m * m,
    eigenCubes: m ** 3 + p ** 3,
    setUpFlops: 2 * n * m * m,
    columnFlops: 4 * n * (m + p) + 4 * m * m,
  };
}

/** The mean at test images on the coordinates of the training grid. */
export function fullGridPredictionPlan(
  architecture: Architecture,
  kernel: RegressionKernel,
  test: Side,
  train: Side,
  outputs: number,
): Plan {
  const { images: n, coordinates: p } = train;
  const checked = checkedCount(test.images, test.coordinates, train.points);
  const points: Side = { ...test, points: checked, images: checked, coordinates: checked, grid: false };
  const check = { architecture, left: points, right: train, symmetric: false, outputs: [kernel], layers: false };
  return {
    ...NOTHING,
    kernels: [factorPlan(architecture, kernel, test, train), check],
    outputNumbers: test.points * outputs,
    heldNumbers:
      tileNumbers(test.images, n, RANK) +
      Math.min(checked * n * p, EXACT_NUMBERS) +
      (1 + RANK) * n * p * outputs +
      2 * RANK * p * p,
    productFlops: 2 * outputs * RANK * (n * p * test.coordinates + test.points * n),
  };
}

/** The kernel between images at r pairs of coordinates. */
function factorPlan(architecture: Architecture, kernel: RegressionKernel, left: Side, right: Side): KernelPlan {
  const at = (side: Side, coordinates: number): Side => ({ ...side, coordinates, points: side.images * coordinates });
  return {
    architecture,
    left: at(left, 1),
    right: at(right, RANK),
    symmetric: false,
    outputs: [kernel],
    layers: false,
  };
}
