import type { Matrix } from '../nd-array.ts';

/**
 * The linear algebra that kernels and regression need, in float64 on row-major matrices of at least one element.
 *
 * Every operation may run elsewhere (threads, a foreign library), hence the promises. Operations
 * write into their arguments as said; whoever needs the old values copies them first. Until the
 * promise settles the arguments belong to the operation: nobody writes to them or transfers their
 * buffers. Shapes that do not fit each other are a RangeError.
 */
export interface LinalgBackend {
  /** Appears in every result's provenance. */
  readonly name: string;
  /** C = α·op(A)·op(B) + β·C, where op transposes or not; op(A) is `[n, k]`, op(B) `[k, m]`, C `[n, m]`. */
  gemm(a: Matrix, b: Matrix, options?: GemmOptions): Promise<Matrix>;
  /** C = α·A·Aᵀ + β·C: `[n, k]` → `[n, n]`, at half the price of {@link gemm}. */
  syrk(a: Matrix, options?: SyrkOptions): Promise<Matrix>;
  /**
   * Cholesky: replaces the lower triangle of `a` by L with A = LLᵀ. The upper triangle is neither read nor
   * defined afterwards.
   *
   * @returns null, or the first pivot that is not positive; `a` is then destroyed
   */
  potrf(a: Matrix): Promise<FailedPivot | null>;
  /** B ← L⁻¹B, or L⁻ᵀB, from the lower triangle of `l` alone; b is `[n, k]`. */
  trsm(l: Matrix, b: Matrix, options?: { transpose?: boolean }): Promise<void>;
  /**
   * Eigendecomposition of a symmetric matrix, A = Σᵢ λᵢ·vᵢvᵢᵀ: replaces `a` by the orthonormal
   * eigenvectors, **vᵢ in row i**. The upper triangle is not read.
   *
   * @returns the eigenvalues λ, ascending
   * @throws RangeError if the lower triangle holds NaN or infinity
   */
  syev(a: Matrix): Promise<Float64Array>;
}

export interface Accumulation {
  /** α, 1 unless given. */
  alpha?: number;
  /** β, 0 unless given: what `into` held is then not read, NaN or not. */
  beta?: number;
  /** C: takes the result and is returned. Must not overlap A or B. A new matrix unless given. */
  into?: Matrix;
}

export interface GemmOptions extends Accumulation {
  transposeA?: boolean;
  transposeB?: boolean;
}

export interface SyrkOptions extends Accumulation {
  /**
   * What of C to write: `lower` leaves what stands above the diagonal as it was; `whole` (unless given)
   * makes C symmetric from its lower triangle.
   */
  part?: 'lower' | 'whole';
}

export interface FailedPivot {
  /** Row of the pivot, from 0. */
  index: number;
  /** Its value: at most 0, or NaN. */
  value: number;
}
