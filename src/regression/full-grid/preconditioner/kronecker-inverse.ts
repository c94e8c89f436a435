import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { ImageInverse } from './image-inverse.ts';

/** (A ⊗ B + λI)⁻¹ for symmetric A `[n, n]` and block-diagonal B: exactly, as far as that of (b·A + λI) is exact. */
export class KroneckerInverse {
  readonly #images: ImageInverse;
  readonly #count: number;
  readonly #blocks: readonly Eigenpairs[];
  readonly #linalg: LinalgBackend;

  private constructor(images: ImageInverse, count: number, blocks: readonly Eigenpairs[], linalg: LinalgBackend) {
    this.#images = images;
    this.#count = count;
    this.#blocks = blocks;
    this.#linalg = linalg;
  }

  /**
   * @param count n
   * @param blocks of B, `[p_b, p_b]` each; destroyed
   */
  static async make(
    images: ImageInverse,
    count: number,
    blocks: readonly Matrix[],
    linalg: LinalgBackend,
  ): Promise<KroneckerInverse> {
    const pairs: Eigenpairs[] = [];
    for (const vectors of blocks) pairs.push({ values: await linalg.syev(vectors), vectors });
    return new KroneckerInverse(images, count, pairs, linalg);
  }

  /**
   * out = (A ⊗ B + λI)⁻¹v for each of k vectors, `[k][blocks][n, p_b]`.
   *
   * @param ridge λ > 0
   * @param scratch room for twice the numbers of v's largest block
   */
  async multiply(v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const n = this.#count;
    for (let from = 0; from < v.length; )
      for (const { values, vectors } of this.#blocks) {
        const p = values.length;
        const length = n * p;
        const along = matrix(n, p, scratch.subarray(0, length));
        const [given, into] = [v, out].map((all) => matrix(n, p, all.subarray(from, from + length))) as [Matrix, Matrix];
        await this.#linalg.gemm(given, vectors, { transposeB: true, into: along });
        await this.#images.multiply(along, values, ridge, scratch.subarray(length));
        await this.#linalg.gemm(along, vectors, { into });
        from += length;
      }
  }
}

interface Eigenpairs {
  /** Ascending. */
  values: Float64Array;
  /** vᵢ in row i. */
  vectors: Matrix;
}
