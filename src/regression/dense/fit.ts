import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import type { Points } from '../../kernels/points.ts';
import { choleskySolve } from '../../linalg/solve.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { RegressionBase, RegressionKernel } from '../regression.ts';
import type { Ridge } from '../ridge.ts';
import { factorise } from './factorise.ts';

export interface DenseProblem {
  architecture: Architecture;
  kernel: RegressionKernel;
  points: Points;
  /** `[n, k]` */
  labels: Matrix;
  ridge: Ridge;
  /** Multiples of the mean of K's diagonal; see {@link factorise}. */
  jitters: readonly number[];
}

/** A fitted regression: all that predicting needs. */
export interface DenseRegression extends RegressionBase {
  solver: 'cholesky';
  /** α = (K + λI)⁻¹Y, `[n, k]`. */
  weights: Matrix;
  /** L of K + (λ + jitter)I = LLᵀ, `[n, n]`, lower triangle. */
  factor: Matrix;
}

/**
 * Fits α = (K(U,U) + λI)⁻¹Y by Cholesky (the paper's Eq. 18).
 *
 * Memory: n² numbers, twice that with a jitter ladder. Time: n³/3 multiplications and the kernel.
 *
 * @throws HypertangentError `not_positive_definite`, and the kernel's errors
 */
export async function fitDense(problem: DenseProblem, engine: Engine, control: Control): Promise<DenseRegression> {
  const { architecture, kernel, points, labels } = problem;
  control.stage('kernel');
  const request = { architecture, points, outputs: [kernel] };
  const { matrices } = await kernelMatrices(request, engine.kernels, subControl(control, 0, 0.5));
  control.stage('factorisation');
  const { factor, ridge, jitter } = await factorise(matrices[kernel]!, problem.ridge, problem.jitters, engine.linalg);
  await control.checkpoint(0.95);
  const weights = matrix(...labels.shape, labels.data.slice());
  await choleskySolve(factor, weights, engine.linalg);
  await control.checkpoint(1);
  const fitted = { architecture, kernel, points, ridge, jitter, trainMse: trainMse(weights, ridge + jitter) };
  return { solver: 'cholesky', ...fitted, weights, factor };
}

/** y − Kα = (λ + jitter)·α. */
function trainMse(weights: Matrix, shift: number): number {
  let sum = 0;
  for (const weight of weights.data) sum += (shift * weight) ** 2;
  return sum / weights.data.length;
}
