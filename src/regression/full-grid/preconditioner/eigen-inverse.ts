import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import { combineImages } from '../decomposition/combine-images.ts';
import type { ImageInverse, MakeInverse } from './image-inverse.ts';
import { nearestKronecker } from './nearest-kronecker.ts';
import { symmetrised } from './symmetrised.ts';

/** By all eigenvectors of A₀: n² numbers, and time with n³ once. */
export class EigenInverse implements ImageInverse {
  readonly #values: Float64Array;
  /** vᵢ in row i. */
  readonly #vectors: Matrix;
  readonly #linalg: LinalgBackend;

  private constructor(values: Float64Array, vectors: Matrix, linalg: LinalgBackend) {
    this.#values = values;
    this.#vectors = vectors;
    this.#linalg = linalg;
  }

  static make: MakeInverse = async (_grid, decomposition, engine) => {
    const { alpha, beta } = await nearestKronecker(decomposition, engine.linalg);
    const vectors = symmetrised(await combineImages(decomposition.sum.images, alpha, engine));
    const values = await engine.linalg.syev(vectors);
    return { images: new EigenInverse(values, vectors, engine.linalg), beta };
  };

  /** What rounding made negative among the eigenvalues counts as 0. */
  async multiply(columns: Matrix, scales: Float64Array, ridge: number, scratch: Float64Array): Promise<void> {
    const [n, p] = columns.shape;
    const along = matrix(n, p, scratch.subarray(0, n * p));
    await this.#linalg.gemm(this.#vectors, columns, { into: along });
    for (let i = 0; i < n; i++) {
      const value = this.#values[i]!;
      for (let j = 0; j < p; j++) along.data[i * p + j]! /= Math.max(0, value * scales[j]!) + ridge;
    }
    await this.#linalg.gemm(this.#vectors, along, { transposeA: true, into: columns });
  }
}
