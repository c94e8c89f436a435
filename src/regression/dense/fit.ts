import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import type { Points } from '../../kernels/points.ts';
import { choleskySolve } from '../../linalg/solve.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { RegressionBase, RegressionKernel } from '../regression.ts';
import type { Ridge } from '../ridge.ts';
import { oneNorm } from './condition.ts';
import { type DenseDiagnostics, diagnose } from './diagnostics.ts';
import { type FitExtras, needsEigenvalues } from './extras.ts';
import { factorise } from './factorise.ts';
import { type GradientFlow, gradientFlow } from './gradient-flow.ts';

export interface DenseProblem extends FitExtras {
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
  /** Absent from models that older versions kept. */
  diagnostics?: DenseDiagnostics;
  flow?: GradientFlow;
}

/**
 * Fits α = (K(U,U) + λI)⁻¹Y by Cholesky (the paper's Eq. 18).
 *
 * Memory: n² numbers, twice that with a jitter ladder; with eigenvalues (the spectrum, gradient flow) 3n² more.
 * Time: n³/3 operations and the kernel; n³/3 more for what needs the inverse's diagonal, 9n³ for eigenvalues.
 *
 * @throws HypertangentError `not_positive_definite`, and the kernel's errors
 */
export async function fitDense(problem: DenseProblem, engine: Engine, control: Control): Promise<DenseRegression> {
  const { architecture, kernel, points, labels, diagnostics = [] } = problem;
  const { linalg } = engine;
  control.stage('kernel');
  const request = { architecture, points, outputs: [kernel] };
  const gram = (await kernelMatrices(request, engine.kernels, subControl(control, 0, 0.5))).matrices[kernel]!;
  const kernelNorm = diagnostics.includes('condition_estimate') ? oneNorm(gram) : 0;
  const eigenvectors = needsEigenvalues(problem) ? matrix(...gram.shape, gram.data.slice()) : undefined;
  control.stage('factorisation');
  const factorisation = await factorise(gram, problem.ridge, problem.jitters, linalg);
  await control.checkpoint(0.7);
  const { factor, ridge, jitter } = factorisation;
  const weights = matrix(...labels.shape, labels.data.slice());
  await choleskySolve(factor, weights, linalg);
  if (eigenvectors) control.stage('eigenvalues');
  const eigenvalues = eigenvectors && (await linalg.syev(eigenvectors));
  await control.checkpoint(0.9);
  if (diagnostics.length > 0) control.stage('diagnostics');
  const fit = { ...factorisation, labels, weights, kernelNorm, eigenvalues };
  const found = await diagnose(fit, diagnostics, linalg, subControl(control, 0.9, 1));
  const fitted = { architecture, kernel, points, ridge, jitter, trainMse: trainMse(weights, ridge + jitter) };
  const flow = problem.gradientFlow && eigenvalues && { flow: await gradientFlow(eigenvalues, eigenvectors!, labels, linalg) };
  return { solver: 'cholesky', ...fitted, weights, factor, diagnostics: found, ...flow };
}

/** y − Kα = (λ + jitter)·α. */
function trainMse(weights: Matrix, shift: number): number {
  let sum = 0;
  for (const weight of weights.data) sum += (shift * weight) ** 2;
  return sum / weights.data.length;
}
