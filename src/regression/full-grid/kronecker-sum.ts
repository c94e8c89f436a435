import type { Control } from '../../control.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { ImageFactors } from './image-factors.ts';

/** K = Σ_q A_q ⊗ B_q, the kernel between all images × all coordinates. */
export interface KroneckerSum {
  readonly images: ImageFactors;
  /** B_qᵀ beside each other, `[p′, r·p]`: entry (j, q·p + i) is B_q(z_i, z′_j). */
  readonly coordinates: Matrix;
}

/**
 * out = K·v = Σ_q A_q·v·B_qᵀ for each of k vectors, `[k, n′, p′]` → `[k, n, p]`: two matrix products.
 *
 * Time: 2rk(n′·p·p′ + n·n′·p) operations.
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
  const { rows: n, columns: others, rank } = images;
  const inner = coordinates.shape[0];
  const p = coordinates.shape[1] / rank;
  const k = v.length / (others * inner);
  // [k, n′, r·p] is [k, n′·r, p], the order of the factors' columns.
  const t = matrix(k * others, rank * p, scratch.subarray(0, k * others * rank * p));
  await linalg.gemm(matrix(k * others, inner, v), coordinates, { into: t });
  await images.forBlocks(async (start, block) => {
    const count = block.shape[0];
    for (let c = 0; c < k; c++) {
      const right = matrix(others * rank, p, t.data.subarray(c * others * rank * p, (c + 1) * others * rank * p));
      const from = (c * n + start) * p;
      await linalg.gemm(block, right, { into: matrix(count, p, out.subarray(from, from + count * p)) });
    }
  }, control);
}
