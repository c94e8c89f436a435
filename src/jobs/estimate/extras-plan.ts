import { type FitExtras, needsEigenvalues, type PredictionExtras } from '../../regression/dense/extras.ts';
import { INVERSE_BLOCK } from '../../regression/dense/inverse-diagonal.ts';
import type { RegressionKernel } from '../../regression/regression.ts';
import type { RegressionShape } from '../../store/regression-store.ts';
import { EIGEN_FLOPS } from './full-grid-plan.ts';
import type { Side } from './kernel-plan.ts';
import type { Plan } from './plan.ts';

/** Solves of the condition estimate. */
const CONDITION_SOLVES = 11;

/** What the diagnostics of a dense fit to n points with k columns of labels add. */
export function fitExtrasPlan(n: number, k: number, extras: FitExtras): Partial<Plan> {
  const { diagnostics = [], gradientFlow = false } = extras;
  const inverse = diagnostics.includes('leave_one_out') || diagnostics.includes('effective_degrees_of_freedom');
  const eigenvalues = needsEigenvalues(extras);
  return {
    outputNumbers: (gradientFlow ? n * n + n * (k + 1) : 0) + n * (k + 1),
    // A copy of K, and the 2n² of the eigensolver.
    heldNumbers: (eigenvalues ? (gradientFlow ? 2 : 3) * n * n : 0) + (inverse ? 2 * Math.min(n, INVERSE_BLOCK) * n : 0),
    choleskyFlops: eigenvalues ? EIGEN_FLOPS * n ** 3 : 0,
    productFlops: (inverse ? n ** 3 / 3 : 0) + (diagnostics.includes('condition_estimate') ? 2 * CONDITION_SOLVES * n * n : 0),
  };
}

/** What covariance and times of training add to predictions of a dense regression. */
export function predictionExtrasPlan(
  { architecture, outputs, kernel }: Pick<RegressionShape, 'architecture' | 'outputs'> & { kernel: RegressionKernel },
  test: Side,
  train: Side,
  { covariance = false, times = [] }: PredictionExtras,
): Partial<Plan> {
  const t = test.points;
  const n = train.points;
  const columns = times.length === 0 ? 0 : (1 + times.length) * outputs;
  const own = { architecture, left: test, right: test, symmetric: true, outputs: [kernel], layers: false };
  return {
    kernels: covariance ? [own] : [],
    outputNumbers: (covariance ? t * t : 0) + t * columns,
    // What the points explain; eigenvectors, weights at all times, and the means before they are taken apart.
    heldNumbers: (covariance ? t * n : 0) + (columns > 0 ? n * n + 2 * n * columns + 2 * t * columns : 0),
    productFlops: (covariance ? t * t * n : 0) + 2 * columns * (n * n + t * n),
  };
}
