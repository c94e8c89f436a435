import type { Matrix } from '../nd-array.ts';
import type { FailedPivot, LinalgBackend } from './backend.ts';

/** B ← A⁻¹B where A = LLᵀ is given by its factor: `[n, n]`, `[n, k]`. */
export async function choleskySolve(factor: Matrix, b: Matrix, backend: LinalgBackend): Promise<void> {
  await backend.trsm(factor, b);
  await backend.trsm(factor, b, { transpose: true });
}

/**
 * B ← A⁻¹B for a positive definite A, whose lower triangle becomes its Cholesky factor.
 *
 * @returns null, or the first pivot that is not positive; `b` is then left alone
 */
export async function posv(a: Matrix, b: Matrix, backend: LinalgBackend): Promise<FailedPivot | null> {
  const failed = await backend.potrf(a);
  if (failed === null) await choleskySolve(a, b, backend);
  return failed;
}
