import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix, type NdArray, row } from '../../nd-array.ts';

/** A time of training: a number of at least 0, or the end. */
export type TrainingTime = number | 'infinity';

/**
 * Training as gradient flow, ready to be evaluated at any time.
 *
 * The loss is that of neural-tangents' `gradient_descent_mse`, the mean over all N = n·k labels of half the squared
 * error, with λ (its `diag_reg`; s = λ + jitter here) pulling the weights w back to where they began:
 * (1/2N)(‖f − y‖² + s‖w − w₀‖²). From f = 0, f(u*, t) = K(u*, U)·α(t) with dα/dt = (y − (K + sI)α)/N:
 *
 * α(t) = (K + sI)⁻¹(I − exp(−(K + sI)·t/N))·y, a function of K in its eigenvectors.
 *
 * Jacot et al. 2018 (arXiv 1806.07572), §5; Lee et al. 2019 (arXiv 1902.06720), Eqs. 9–11.
 */
export interface GradientFlow {
  /** μ, ascending, `[n]`. */
  eigenvalues: NdArray;
  /** V, `[n, n]`: vᵢ in row i. */
  eigenvectors: Matrix;
  /** V·y, `[n, k]`. */
  projected: Matrix;
}

export async function gradientFlow(
  eigenvalues: Float64Array,
  eigenvectors: Matrix,
  labels: Matrix,
  linalg: LinalgBackend,
): Promise<GradientFlow> {
  const projected = await linalg.gemm(eigenvectors, labels);
  return { eigenvalues: { shape: [eigenvalues.length], data: eigenvalues }, eigenvectors, projected };
}

/**
 * α(t) for each of T times beside each other, `[n, T·k]`; at infinity, the weights of the fit.
 *
 * @param shift s = λ + jitter
 * @param fitted α(∞) = (K + sI)⁻¹y, `[n, k]`
 */
export async function flowWeights(
  { eigenvalues, eigenvectors, projected }: GradientFlow,
  times: readonly TrainingTime[],
  shift: number,
  fitted: Matrix,
  linalg: LinalgBackend,
): Promise<Matrix> {
  const [size, columns] = projected.shape;
  const scaled = matrix(size, times.length * columns);
  for (const [i, eigenvalue] of eigenvalues.data.entries()) {
    const source = row(projected, i);
    const target = row(scaled, i);
    for (const [index, time] of times.entries()) {
      const share = time === 'infinity' ? 0 : flowed(eigenvalue, shift, time / (size * columns));
      for (let j = 0; j < columns; j++) target[index * columns + j] = share * source[j]!;
    }
  }
  const weights = await linalg.gemm(eigenvectors, scaled, { transposeA: true });
  for (const [index, time] of times.entries()) {
    if (time !== 'infinity') continue;
    for (let i = 0; i < size; i++) row(weights, i).set(row(fitted, i), index * columns);
  }
  return weights;
}

/** (1 − exp(−(μ + s)τ))/(μ + s), τ where that is 0/0; what rounding made of an eigenvalue that is 0 is 0. */
function flowed(eigenvalue: number, shift: number, time: number): number {
  const rate = Math.max(0, eigenvalue) + shift;
  return rate === 0 ? time : -Math.expm1(-rate * time) / rate;
}
