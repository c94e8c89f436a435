import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';

/** (A ⊗ B + λI)⁻¹ for symmetric A `[n, n]` and block-diagonal B, by their eigendecompositions. */
export class KroneckerInverse {
  readonly #a: Eigenpairs;
  readonly #blocks: readonly Eigenpairs[];
  readonly #linalg: LinalgBackend;

  private constructor(a: Eigenpairs, blocks: readonly Eigenpairs[], linalg: LinalgBackend) {
    this.#a = a;
    this.#blocks = blocks;
    this.#linalg = linalg;
  }

  /**
   * @param a destroyed
   * @param blocks of B, `[p_b, p_b]` each; destroyed
   */
  static async make(a: Matrix, blocks: readonly Matrix[], linalg: LinalgBackend): Promise<KroneckerInverse> {
    const eigenpairs = async (vectors: Matrix): Promise<Eigenpairs> => ({ values: await linalg.syev(vectors), vectors });
    const first = await eigenpairs(a);
    const others: Eigenpairs[] = [];
    for (const block of blocks) others.push(await eigenpairs(block));
    return new KroneckerInverse(first, others, linalg);
  }

  /**
   * out = (A ⊗ B + λI)⁻¹v for each of k vectors, `[k][blocks][n, p_b]`. What rounding made negative among the
   * eigenvalues counts as 0.
   *
   * @param ridge λ > 0
   * @param scratch room for as many numbers as v has
   */
  async multiply(v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const n = this.#a.values.length;
    for (let from = 0; from < v.length; )
      for (const block of this.#blocks) {
        const to = from + n * block.values.length;
        await this.#multiplyBlock(block, v.subarray(from, to), ridge, out.subarray(from, to), scratch.subarray(0, to - from));
        from = to;
      }
  }

  async #multiplyBlock(b: Eigenpairs, v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const a = this.#a;
    const n = a.values.length;
    const p = b.values.length;
    const linalg = this.#linalg;
    await linalg.gemm(a.vectors, matrix(n, p, v), { into: matrix(n, p, scratch) });
    await linalg.gemm(matrix(n, p, scratch), b.vectors, { transposeB: true, into: matrix(n, p, out) });
    for (let i = 0; i < n; i++) {
      const value = a.values[i]!;
      for (let j = 0; j < p; j++) out[i * p + j]! /= Math.max(0, value * b.values[j]!) + ridge;
    }
    await linalg.gemm(matrix(n, p, out), b.vectors, { into: matrix(n, p, scratch) });
    await linalg.gemm(a.vectors, matrix(n, p, scratch), { transposeA: true, into: matrix(n, p, out) });
  }
}

interface Eigenpairs {
  /** Ascending. */
  values: Float64Array;
  /** vᵢ in row i. */
  vectors: Matrix;
}
