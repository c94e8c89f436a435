import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';

/** (A ⊗ B + λI)⁻¹ for symmetric A `[n, n]` and B `[p, p]`, by their eigendecompositions. */
export class KroneckerInverse {
  readonly #a: Matrix;
  readonly #b: Matrix;
  readonly #valuesA: Float64Array;
  readonly #valuesB: Float64Array;
  readonly #linalg: LinalgBackend;

  private constructor(a: Matrix, b: Matrix, valuesA: Float64Array, valuesB: Float64Array, linalg: LinalgBackend) {
    this.#a = a;
    this.#b = b;
    this.#valuesA = valuesA;
    this.#valuesB = valuesB;
    this.#linalg = linalg;
  }

  /**
   * @param a destroyed, as is `b`
   */
  static async make(a: Matrix, b: Matrix, linalg: LinalgBackend): Promise<KroneckerInverse> {
    const valuesA = await linalg.syev(a);
    const valuesB = await linalg.syev(b);
    return new KroneckerInverse(a, b, valuesA, valuesB, linalg);
  }

  /**
   * out = (A ⊗ B + λI)⁻¹v for each of k vectors, `[k, n, p]`. What rounding made negative among the eigenvalues
   * counts as 0.
   *
   * @param ridge λ > 0
   * @param scratch room for as many numbers as v has
   */
  async multiply(v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const length = this.#valuesA.length * this.#valuesB.length;
    for (let from = 0; from < v.length; from += length) {
      const part = (vectors: Float64Array) => vectors.subarray(from, from + length);
      await this.#multiplyOne(part(v), ridge, part(out), part(scratch));
    }
  }

  async #multiplyOne(v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const n = this.#valuesA.length;
    const p = this.#valuesB.length;
    const linalg = this.#linalg;
    await linalg.gemm(this.#a, matrix(n, p, v), { into: matrix(n, p, scratch) });
    await linalg.gemm(matrix(n, p, scratch), this.#b, { transposeB: true, into: matrix(n, p, out) });
    for (let i = 0; i < n; i++) {
      const value = this.#valuesA[i]!;
      for (let j = 0; j < p; j++) out[i * p + j]! /= Math.max(0, value * this.#valuesB[j]!) + ridge;
    }
    await linalg.gemm(matrix(n, p, out), this.#b, { into: matrix(n, p, scratch) });
    await linalg.gemm(this.#a, matrix(n, p, scratch), { transposeA: true, into: matrix(n, p, out) });
  }
}
