import { HypertangentError } from '../../errors.ts';
import type { RegressionKernel } from '../regression.ts';
import type { DiagnosticName } from './diagnostics.ts';
import type { TrainingTime } from './gradient-flow.ts';

/** What a dense fit does beside fitting. */
export interface FitExtras {
  diagnostics?: readonly DiagnosticName[];
  /** Keep what predictions at times of training need. */
  gradientFlow?: boolean;
}

/** What a dense regression predicts beside mean and variance. */
export interface PredictionExtras {
  covariance?: boolean;
  /** Times of training to give the mean at. */
  times?: readonly TrainingTime[];
}

/** Eigenvectors of more points have indices beyond those of LAPACK. */
export const MOST_EIGEN_POINTS = 32_000;

/** Whether the kernel's eigenvalues are needed. */
export function needsEigenvalues({ diagnostics = [], gradientFlow = false }: FitExtras): boolean {
  return gradientFlow || diagnostics.includes('spectrum');
}

/** @throws HypertangentError `invalid_value` on what the solver, the kernel or the number of points cannot give */
export function checkFitExtras(solver: string, kernel: RegressionKernel, points: number, extras: FitExtras): void {
  const { diagnostics = [], gradientFlow = false } = extras;
  if (solver !== 'cholesky') {
    if (diagnostics.length > 0) throw needsCholesky(solver, 'diagnostics', 'no diagnostics', diagnostics);
    if (gradientFlow) throw needsCholesky(solver, 'gradient_flow', 'false', true);
  }
  if (gradientFlow && kernel !== 'ntk') {
    const message = 'gradient flow is training under the NTK; the nngp is the kernel of networks that are not trained';
    throw new HypertangentError('invalid_value', message, { path: '/gradient_flow', expected: 'the kernel ntk', received: kernel });
  }
  if (points > MOST_EIGEN_POINTS && needsEigenvalues(extras)) {
    throw new HypertangentError('invalid_value', `eigenvalues of more than ${MOST_EIGEN_POINTS} points are not to be had`, {
      path: gradientFlow ? '/gradient_flow' : '/diagnostics',
      expected: `at most ${MOST_EIGEN_POINTS} points`,
      received: points,
    });
  }
}

/**
 * @param hasFlow whether the fit kept what times need
 * @throws HypertangentError `invalid_value` on what the model cannot give
 */
export function checkPredictionExtras(solver: string, hasFlow: boolean, { covariance, times }: PredictionExtras): void {
  if (covariance && solver !== 'cholesky') throw needsCholesky(solver, 'covariance', 'false', true);
  if (times === undefined || hasFlow) return;
  const message =
    'this fit did not keep what predictions at times of training need; fit with gradient_flow, and the solver cholesky';
  throw new HypertangentError('invalid_value', message, {
    path: '/times',
    expected: 'no times without gradient_flow in the fit',
    received: times.slice(0, 8),
  });
}

function needsCholesky(solver: string, field: string, expected: string, received: unknown): HypertangentError {
  const message = `the ${solver} solver has no factorisation of K, which ${field} needs; fit with the solver cholesky, on fewer points`;
  return new HypertangentError('invalid_value', message, { path: `/${field}`, expected, received });
}
