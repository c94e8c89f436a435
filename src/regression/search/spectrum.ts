import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, row } from '../../nd-array.ts';

/**
 * K = Σᵢ μᵢvᵢvᵢᵀ: one eigendecomposition, from which the scores of all ridges follow in n² operations each.
 */
export class Spectrum {
  readonly #values: Float64Array;
  /** vᵢ in row i. */
  readonly #vectors: Matrix;
  /** vᵢᵀy, `[n, k]` */
  readonly #projected: Matrix;

  private constructor(values: Float64Array, vectors: Matrix, projected: Matrix) {
    this.#values = values;
    this.#vectors = vectors;
    this.#projected = projected;
  }

  /**
   * @param kernel K, `[n, n]`; destroyed
   * @param labels y, `[n, k]`
   */
  static async make(kernel: Matrix, labels: Matrix, linalg: LinalgBackend): Promise<Spectrum> {
    const values = await linalg.syev(kernel);
    return new Spectrum(values, kernel, await linalg.gemm(kernel, labels));
  }

  /** The smallest μᵢ + λ: scores mean something where it is above 0. */
  smallest(ridge: number): number {
    return this.#values[0]! + ridge;
  }

  /**
   * −log p(y) of the Gaussian process with noise variance λ, the mean over all labels:
   * ½(yᵀ(K + λI)⁻¹y + log|K + λI| + n·log 2π)/n for each column.
   */
  negativeLogEvidence(ridge: number): number {
    const [n, k] = this.#projected.shape;
    let sum = n * k * Math.log(2 * Math.PI);
    for (let i = 0; i < n; i++) {
      const value = this.#values[i]! + ridge;
      sum += k * Math.log(value);
      for (const projected of row(this.#projected, i)) sum += projected ** 2 / value;
    }
    return sum / (2 * n * k);
  }

  /** Mean squared error of each label predicted from all others: rᵢ = αᵢ/[(K + λI)⁻¹]ᵢᵢ. */
  leaveOneOutMse(ridge: number): number {
    const [n, k] = this.#projected.shape;
    const inverse = new Float64Array(n);
    const weights = new Float64Array(n * k);
    for (let i = 0; i < n; i++) {
      const vector = row(this.#vectors, i);
      const scale = 1 / (this.#values[i]! + ridge);
      const projected = row(this.#projected, i);
      for (let j = 0; j < n; j++) {
        const entry = vector[j]!;
        inverse[j]! += scale * entry * entry;
        for (let c = 0; c < k; c++) weights[j * k + c]! += scale * projected[c]! * entry;
      }
    }
    let sum = 0;
    for (let j = 0; j < n; j++) for (let c = 0; c < k; c++) sum += (weights[j * k + c]! / inverse[j]!) ** 2;
    return sum / (n * k);
  }
}
