import type { LinalgBackend } from '../../linalg/backend.ts';
import { choleskySolve } from '../../linalg/solve.ts';
import { type Matrix, matrix } from '../../nd-array.ts';

/** Times that the shift is raised when FᵀF + μI is not positive definite in float64, tenfold each. */
const MOST_RAISES = 12;

/**
 * (FFᵀ + μI)⁻¹ = (I − F(FᵀF + μI)⁻¹Fᵀ)/μ (Woodbury).
 *
 * Memory: rank² numbers beside F.
 */
export class ShiftedInverse {
  /** Fᵀ, `[rank, n]` */
  readonly #factor: Matrix;
  /** L with FᵀF + μI = LLᵀ. */
  readonly #inner: Matrix;
  readonly #linalg: LinalgBackend;
  /** μ, larger than was asked for if that was below rounding. */
  readonly shift: number;

  private constructor(factor: Matrix, inner: Matrix, shift: number, linalg: LinalgBackend) {
    this.#factor = factor;
    this.#inner = inner;
    this.shift = shift;
    this.#linalg = linalg;
  }

  /** @param shift above 0 */
  static async make(factor: Matrix, shift: number, linalg: LinalgBackend): Promise<ShiftedInverse> {
    const rank = factor.shape[0];
    let used = shift;
    for (let raise = 0; ; raise++, used *= 10) {
      const inner = await linalg.syrk(factor);
      for (let i = 0; i < rank; i++) inner.data[i * rank + i]! += used;
      const failed = await linalg.potrf(inner);
      if (failed === null) return new ShiftedInverse(factor, inner, used, linalg);
      if (raise === MOST_RAISES) throw new RangeError(`FᵀF + ${used}·I has pivot ${failed.value}`);
    }
  }

  /** (FᵀF + μI)⁻¹Fᵀv of k vectors `[k, n]`, as `[rank, k]`. */
  async coefficients(v: Matrix): Promise<Matrix> {
    const projected = await this.#linalg.gemm(this.#factor, v, { transposeB: true });
    await choleskySolve(this.#inner, projected, this.#linalg);
    return projected;
  }

  /** out = (FFᵀ + μI)⁻¹v, both `[k, n]`. */
  async multiply(v: Float64Array, out: Float64Array): Promise<void> {
    const n = this.#factor.shape[1];
    const k = v.length / n;
    const coefficients = await this.coefficients(matrix(k, n, v));
    out.set(v);
    await this.#linalg.gemm(coefficients, this.#factor, {
      transposeA: true,
      alpha: -1 / this.shift,
      beta: 1 / this.shift,
      into: matrix(k, n, out),
    });
  }
}
