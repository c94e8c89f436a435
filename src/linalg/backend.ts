import type { Matrix } from '../nd-array.ts';

/**
 * The linear algebra that kernels and regression need, in float64 on row-major matrices.
 *
 * Every operation may run elsewhere (threads, a foreign library), hence the promises. Operations
 * write into their arguments as said; whoever needs the old values copies them first.
 */
export interface LinalgBackend {
  /** Appears in every result's provenance. */
  readonly name: string;
  /** C = A·B, or A·Bᵀ: `[n, k] × [k, m]` (or `[m, k]`) → `[n, m]`. */
  gemm(a: Matrix, b: Matrix, options?: { transposeB?: boolean }): Promise<Matrix>;
  /**
   * Cholesky: replaces the lower triangle of `a` by L with A = LLᵀ; the upper triangle is left undefined.
   *
   * @returns null, or the first pivot that is not positive; `a` is then destroyed
   */
  potrf(a: Matrix): Promise<FailedPivot | null>;
  /** B ← L⁻¹B, or L⁻ᵀB, from the lower triangle of `l`; b is `[n, k]`. */
  trsm(l: Matrix, b: Matrix, options?: { transpose?: boolean }): Promise<void>;
}

export interface FailedPivot {
  /** Row of the pivot, from 0. */
  index: number;
  /** Its value: at most 0, or NaN. */
  value: number;
}
