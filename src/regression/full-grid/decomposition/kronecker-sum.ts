import type { Control } from '../../../control.ts';
import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { CoordinateFactors } from './coordinate-factors.ts';
import { factorOf, type ImageFactors, type ImageRange } from './image-factors.ts';

/** K = Σ_q A_q ⊗ B_q, the kernel between all images × all coordinates. */
export interface KroneckerSum {
  readonly images: ImageFactors;
  readonly coordinates: CoordinateFactors;
}

/**
 * out = K·v = Σ_q A_q·v·B_qᵀ for each of k vectors, `[k][blocks][n′, p′_b]` → `[k][blocks][n, p_b]`.
 *
 * Time: 2rk(n′·Σp_b·p′_b + n·n′·p) operations.
 *
 * @param scratch room for k·n′·r·p numbers
 */
export async function multiplySum(
  { images, coordinates }: KroneckerSum,
  v: Float64Array,
  out: Float64Array,
  scratch: Float64Array,
  linalg: LinalgBackend,
  control?: Control,
): Promise<void> {
  const { rows: n, columns: others } = images;
  const products: Product[] = [];
  let [from, used, to] = [0, 0, 0];
  const k = v.length / (others * sum(coordinates.blocks.map(({ factors }) => factors[0]!.shape[1])));
  for (let system = 0; system < k; system++)
    for (const { factors } of coordinates.blocks) {
      const [size, inner] = factors[0]!.shape;
      const right = matrix(others, inner, v.subarray(from, from + others * inner));
      const factorProducts: Matrix[] = [];
      for (const factor of factors) {
        const into = matrix(others, size, scratch.subarray(used, used + others * size));
        factorProducts.push(await linalg.gemm(right, factor, { transposeB: true, into }));
        used += others * size;
      }
      products.push({ factorProducts, out: matrix(n, size, out.subarray(to, to + n * size)) });
      from += others * inner;
      to += n * size;
    }
  out.fill(0);
  await images.forTiles(async (tile) => {
    for (let q = 0; q < images.rank; q++) {
      const a = factorOf(tile, q);
      for (const { factorProducts, out } of products) {
        const t = factorProducts[q]!;
        await linalg.gemm(a, rowsOf(t, tile.columns), { into: rowsOf(out, tile.rows), beta: 1 });
        if (!tile.mirrored) continue;
        await linalg.gemm(a, rowsOf(t, tile.rows), { transposeA: true, into: rowsOf(out, tile.columns), beta: 1 });
      }
    }
  }, control);
}

/** One block of one vector. */
interface Product {
  /** v·B_qᵀ for each q, `[n′, p_b]`. */
  factorProducts: Matrix[];
  /** `[n, p_b]` */
  out: Matrix;
}

function rowsOf({ shape: [, width], data }: Matrix, { start, count }: ImageRange): Matrix {
  return matrix(count, width, data.subarray(start * width, (start + count) * width));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
