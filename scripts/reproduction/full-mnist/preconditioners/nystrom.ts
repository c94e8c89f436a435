import { subControl } from '../../../../src/control.ts';
import type { LinalgBackend } from '../../../../src/linalg/backend.ts';
import { type Matrix, matrix, row } from '../../../../src/nd-array.ts';
import { combineImages } from '../../../../src/regression/full-grid/decomposition/combine-images.ts';
import type { ImageInverse, MakeInverse } from '../../../../src/regression/full-grid/preconditioner/image-inverse.ts';
import { type Landmarks, takeLandmarks } from '../../../../src/regression/full-grid/preconditioner/landmarks.ts';
import { nearestKronecker } from '../../../../src/regression/full-grid/preconditioner/nearest-kronecker.ts';

/**
 * A₀ by the leading eigenpairs of its Nyström approximation C·W⁻¹·Cᵀ from landmark images, and one eigenvalue, the mean
 * of the others, for what is orthogonal to them: all of A₀ that deflation or a low-rank preconditioner would know.
 */
export class NystromInverse implements ImageInverse {
  readonly #values: Float64Array;
  /** uᵢ in row i, `[m, n]` */
  readonly #vectors: Matrix;
  readonly #rest: number;
  readonly #linalg: LinalgBackend;

  private constructor(values: Float64Array, vectors: Matrix, rest: number, linalg: LinalgBackend) {
    this.#values = values;
    this.#vectors = vectors;
    this.#rest = rest;
    this.#linalg = linalg;
  }

  static with(landmarks: number): MakeInverse {
    return async (grid, decomposition, engine, control) => {
      const { alpha, beta } = await nearestKronecker(decomposition, engine.linalg);
      const all = await combineImages(decomposition.sum.images, alpha, engine);
      const n = grid.x.shape[0];
      let trace = 0;
      for (let i = 0; i < n; i++) trace += all.data[i * (n + 1)]!;
      const taken = await takeLandmarks(grid, decomposition, alpha, landmarks, engine, subControl(control, 0, 0.5));
      const factor = nystromFactor(taken, n);
      const gram = await engine.linalg.gemm(factor, factor, { transposeA: true });
      const values = await engine.linalg.syev(gram);
      const rest = (trace - values.reduce((sum, value) => sum + value, 0)) / (n - landmarks);
      const first = values.findIndex((value) => value > rest);
      const rotation = matrix(landmarks - first, landmarks, gram.data.slice(first * landmarks));
      for (let i = 0; i < landmarks - first; i++) {
        const scale = 1 / Math.sqrt(values[first + i]!);
        const vector = row(rotation, i);
        for (let k = 0; k < landmarks; k++) vector[k]! *= scale;
      }
      const vectors = await engine.linalg.gemm(rotation, factor, { transposeB: true });
      return { images: new NystromInverse(values.slice(first), vectors, rest, engine.linalg), beta };
    };
  }

  async multiply(columns: Matrix, scales: Float64Array, ridge: number, scratch: Float64Array): Promise<void> {
    const [n, p] = columns.shape;
    const m = this.#values.length;
    const along = matrix(m, p, scratch.subarray(0, m * p));
    await this.#linalg.gemm(this.#vectors, columns, { into: along });
    const inverse = (value: number, scale: number) => 1 / (Math.max(0, value * scale) + ridge);
    const beside = scales.map((scale) => inverse(this.#rest, scale));
    for (let i = 0; i < m; i++)
      for (let j = 0; j < p; j++) along.data[i * p + j]! *= inverse(this.#values[i]!, scales[j]!) - beside[j]!;
    for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) columns.data[i * p + j]! *= beside[j]!;
    await this.#linalg.gemm(this.#vectors, along, { transposeA: true, into: columns, beta: 1 });
  }
}

/** F with FFᵀ = C·W⁻¹·Cᵀ over all images, `[n, m]`; directions in which rounding decides are left out. */
function nystromFactor({ chosen, others, values, vectors, cross }: Landmarks, n: number): Matrix {
  const m = chosen.length;
  const least = 1e-12 * values.at(-1)!;
  const roots = values.map((value) => (value > least ? Math.sqrt(value) : 0));
  const out = matrix(n, m);
  for (const [k, image] of chosen.entries()) row(out, image).set(row(vectors, k).map((value, l) => value * roots[l]!));
  for (const [k, image] of others.entries())
    row(out, image).set(row(cross, k).map((value, l) => (roots[l]! > 0 ? value / roots[l]! : 0)));
  return out;
}
