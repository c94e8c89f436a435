import { type Matrix, matrix, transposed } from '../../nd-array.ts';

/**
 * Vectors over a grid stand as `[k, n, p]`: columns of labels, images, coordinates, so that both factors of
 * a Kronecker product meet contiguous matrices.
 */

/** `[n·p, k]` → `[k, n, p]`, as a copy. */
export function toLayout({ shape: [points, k], data }: Matrix): Float64Array {
  return transposed(data, points, k);
}

/** `[k, n, p]` → `[n·p, k]`; the same memory for one column. */
export function fromLayout(data: Float64Array, k: number): Matrix {
  const points = data.length / k;
  return matrix(points, k, k === 1 ? data : transposed(data, k, points));
}

/** Sets v, `[k, n, p]`, to 0 where nothing is observed, `[n·p]`. */
export function hide(v: Float64Array, observed: Uint8Array): void {
  for (let from = 0; from < v.length; from += observed.length)
    for (let point = 0; point < observed.length; point++) if (observed[point] === 0) v[from + point] = 0;
}
