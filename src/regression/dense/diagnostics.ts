import { type Control, subControl } from '../../control.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix, type NdArray, row } from '../../nd-array.ts';
import { inverseOneNorm } from './condition.ts';
import type { Factorisation } from './factorise.ts';
import { inverseDiagonal } from './inverse-diagonal.ts';

/** What a dense fit can say about itself beside its training error. */
export const DIAGNOSTIC_NAMES = [
  'log_marginal_likelihood',
  'leave_one_out',
  'effective_degrees_of_freedom',
  'condition_estimate',
  'spectrum',
] as const;
export type DiagnosticName = (typeof DIAGNOSTIC_NAMES)[number];

/** Of A = K + sI, where s = λ + jitter. */
export interface DenseDiagnostics {
  /** Σ over the k columns of −½yᵀA⁻¹y − Σᵢ log Lᵢᵢ − (n/2)·log 2π: log N(y; 0, A). Always there. */
  logMarginalLikelihood: number;
  leaveOneOut?: LeaveOneOut;
  /** tr(K·A⁻¹) = n − s·tr(A⁻¹), between 0 and n. */
  effectiveDegreesOfFreedom?: number;
  /** ‖A‖₁·‖A⁻¹‖₁ with the second estimated from below, see {@link inverseOneNorm}. */
  conditionEstimate?: number;
  /** The eigenvalues of K, ascending, `[n]`. */
  spectrum?: NdArray;
}

/** Errors at each training point of the regression that was fitted to all the others. */
export interface LeaveOneOut {
  /** Mean of the squared residuals. */
  mse: number;
  /** yᵢ − f₋ᵢ(uᵢ), `[n, k]`. */
  residuals: Matrix;
}

/** A fit as far as its diagnostics go. */
export interface Diagnosed extends Factorisation {
  /** y, `[n, k]` */
  labels: Matrix;
  /** α, `[n, k]` */
  weights: Matrix;
  /** ‖K‖₁; for the condition estimate. */
  kernelNorm: number;
  /** Of K, ascending; for the spectrum. */
  eigenvalues: Float64Array | undefined;
}

/** The diagnostics that are asked for, from one factorisation. */
export async function diagnose(
  fit: Diagnosed,
  wanted: readonly DiagnosticName[],
  linalg: LinalgBackend,
  control: Control,
): Promise<DenseDiagnostics> {
  const { factor, weights, labels, eigenvalues } = fit;
  const shift = fit.ridge + fit.jitter;
  const size = factor.shape[0];
  const diagnostics: DenseDiagnostics = { logMarginalLikelihood: logMarginalLikelihood(factor, weights, labels) };
  if (wanted.includes('leave_one_out') || wanted.includes('effective_degrees_of_freedom')) {
    const inverse = await inverseDiagonal(factor, linalg, subControl(control, 0, 0.9));
    if (wanted.includes('leave_one_out')) diagnostics.leaveOneOut = leaveOneOut(weights, inverse);
    if (wanted.includes('effective_degrees_of_freedom')) {
      const trace = inverse.reduce((sum, value) => sum + value, 0);
      diagnostics.effectiveDegreesOfFreedom = Math.max(0, size - shift * trace);
    }
  }
  if (wanted.includes('condition_estimate'))
    diagnostics.conditionEstimate = (fit.kernelNorm + shift) * (await inverseOneNorm(factor, linalg));
  if (wanted.includes('spectrum') && eigenvalues) diagnostics.spectrum = { shape: [size], data: eigenvalues };
  await control.checkpoint(1);
  return diagnostics;
}

/** Rasmussen & Williams, *Gaussian Processes for Machine Learning*, Eq. 2.30, summed over the columns of y. */
export function logMarginalLikelihood(factor: Matrix, weights: Matrix, labels: Matrix): number {
  const [size, columns] = weights.shape;
  let fit = 0;
  for (let k = 0; k < weights.data.length; k++) fit += labels.data[k]! * weights.data[k]!;
  let halfLogDeterminant = 0;
  for (let i = 0; i < size; i++) halfLogDeterminant += Math.log(factor.data[i * size + i]!);
  return -fit / 2 - columns * (halfLogDeterminant + (size / 2) * Math.log(2 * Math.PI));
}

/** yᵢ − f₋ᵢ(uᵢ) = αᵢ/[A⁻¹]ᵢᵢ, without any fit anew (the same book, Eq. 5.12). */
function leaveOneOut(weights: Matrix, inverse: Float64Array): LeaveOneOut {
  const residuals = matrix(...weights.shape);
  let sum = 0;
  for (const [i, scale] of inverse.entries()) {
    const target = row(residuals, i);
    for (const [j, weight] of row(weights, i).entries()) {
      target[j] = weight / scale;
      sum += target[j]! ** 2;
    }
  }
  return { mse: sum / residuals.data.length, residuals };
}
