import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { ImageSpectrum } from './image-spectrum.ts';

/** (A ⊗ B + λI)⁻¹ for symmetric A `[n, n]`, by some or all of its eigenpairs, and block-diagonal B. */
export class KroneckerInverse {
  readonly #images: ImageSpectrum;
  readonly #blocks: readonly Eigenpairs[];
  readonly #linalg: LinalgBackend;

  private constructor(images: ImageSpectrum, blocks: readonly Eigenpairs[], linalg: LinalgBackend) {
    this.#images = images;
    this.#blocks = blocks;
    this.#linalg = linalg;
  }

  /**
   * @param blocks of B, `[p_b, p_b]` each; destroyed
   */
  static async make(images: ImageSpectrum, blocks: readonly Matrix[], linalg: LinalgBackend): Promise<KroneckerInverse> {
    const pairs: Eigenpairs[] = [];
    for (const vectors of blocks) pairs.push({ values: await linalg.syev(vectors), vectors });
    return new KroneckerInverse(images, pairs, linalg);
  }

  /**
   * out = (A ⊗ B + λI)⁻¹v for each of k vectors, `[k][blocks][n, p_b]`. What rounding made negative among the
   * eigenvalues counts as 0.
   *
   * @param ridge λ > 0
   * @param scratch room for twice the numbers of v's largest block
   */
  async multiply(v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const n = this.#images.vectors.shape[1];
    for (let from = 0; from < v.length; )
      for (const block of this.#blocks) {
        const to = from + n * block.values.length;
        await this.#multiplyBlock(block, v.subarray(from, to), ridge, out.subarray(from, to), scratch);
        from = to;
      }
  }

  async #multiplyBlock(b: Eigenpairs, v: Float64Array, ridge: number, out: Float64Array, scratch: Float64Array): Promise<void> {
    const { values, vectors, rest } = this.#images;
    const [m, n] = vectors.shape;
    const p = b.values.length;
    const linalg = this.#linalg;
    const inverse = (value: number, j: number) => 1 / (Math.max(0, value * b.values[j]!) + ridge);
    const rotated = matrix(n, p, scratch.subarray(0, n * p));
    const along = matrix(m, p, scratch.subarray(n * p, (n + m) * p));
    await linalg.gemm(matrix(n, p, v), b.vectors, { transposeB: true, into: rotated });
    await linalg.gemm(vectors, rotated, { into: along });
    const beside = b.values.map((_, j) => (rest === null ? 0 : inverse(rest, j)));
    for (let i = 0; i < m; i++) for (let j = 0; j < p; j++) along.data[i * p + j]! *= inverse(values[i]!, j) - beside[j]!;
    if (rest !== null) for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) rotated.data[i * p + j]! *= beside[j]!;
    await linalg.gemm(vectors, along, { transposeA: true, into: rotated, beta: rest === null ? 0 : 1 });
    await linalg.gemm(rotated, b.vectors, { into: matrix(n, p, out) });
  }
}

interface Eigenpairs {
  /** Ascending. */
  values: Float64Array;
  /** vᵢ in row i. */
  vectors: Matrix;
}
