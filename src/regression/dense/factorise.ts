import { HypertangentError } from '../../errors.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import { absoluteRidge, mean, type Ridge } from '../ridge.ts';

/** L with K + (λ + jitter)·I = LLᵀ. */
export interface Factorisation {
  /** Lower triangle; what stands above the diagonal is undefined. */
  factor: Matrix;
  /** λ, absolute. */
  ridge: number;
  /** Added to the diagonal beside λ, absolute: 0 unless a jitter of the ladder was needed. */
  jitter: number;
}

/**
 * Factorises K + λI, with the smallest jitter of the ladder that makes it positive definite.
 *
 * @param kernel symmetric, `[n, n]`; destroyed when `jitters` is empty
 * @param jitters multiples of the mean of K's diagonal, tried in order after no jitter at all
 * @throws HypertangentError `not_positive_definite` with the pivot, when none suffices
 */
export async function factorise(
  kernel: Matrix,
  ridge: Ridge,
  jitters: readonly number[],
  backend: LinalgBackend,
): Promise<Factorisation> {
  const size = kernel.shape[0];
  const diagonal = Float64Array.from({ length: size }, (_, i) => kernel.data[i * size + i]!);
  const lambda = absoluteRidge(ridge, diagonal);
  const ladder = [0, ...jitters.map((multiple) => multiple * mean(diagonal))];
  let failed: { index: number; value: number } | null = null;
  for (const [step, jitter] of ladder.entries()) {
    const last = step === ladder.length - 1;
    const factor = last ? kernel : matrix(size, size, kernel.data.slice());
    for (let i = 0; i < size; i++) factor.data[i * size + i] = diagonal[i]! + lambda + jitter;
    failed = await backend.potrf(factor);
    if (failed === null) return { factor, ridge: lambda, jitter };
  }
  throw notPositiveDefinite(failed!, diagonal, lambda, ladder.slice(1));
}

function notPositiveDefinite(
  pivot: { index: number; value: number },
  diagonal: Float64Array,
  ridge: number,
  jittersTried: number[],
): HypertangentError {
  const smallestDiagonal = diagonal.reduce((a, b) => Math.min(a, b));
  const tried =
    jittersTried.length > 0 ? `, nor with jitter ${jittersTried.map((value) => value.toExponential(2)).join(', ')}` : '';
  const message =
    `K + λI is not positive definite in float64 with ridge ${ridge}${tried}: pivot ${pivot.index} is ${pivot.value}. ` +
    'Likely causes: the same point twice with no ridge, or points so close that the ridge is below rounding. ' +
    'Try a larger ridge, or a jitter ladder such as [1e-12, 1e-10, 1e-8].';
  return new HypertangentError('not_positive_definite', message, {
    pivot: pivot.index,
    pivotValue: pivot.value,
    smallestDiagonal,
    ridge,
    jittersTried,
  });
}
