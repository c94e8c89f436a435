import { type Matrix, matrix, transposed } from '../../../nd-array.ts';
import type { CoordinateBasis } from './coordinate-basis.ts';

/**
 * Vectors over a grid stand as `[k, n, p]`: columns of labels, images, coordinates. While a system is solved they
 * are functions of another basis, block by block: `[k][blocks][n, size of the block]`, so that both factors of
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

/** Values at the coordinates, `[k, n, p]` → coefficients of the basis, `[k][blocks][n, size]`. */
export function toBasis(basis: CoordinateBasis, images: number, values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  forRows(basis, images, values.length, (valuesFrom, outFrom, first, size) => {
    for (let f = 0; f < size; f++) {
      let sum = 0;
      const from = (first + f) * basis.width;
      for (let e = from; e < from + basis.width; e++) sum += basis.weights[e]! * values[valuesFrom + basis.places[e]!]!;
      out[outFrom + f] = sum;
    }
  });
  return out;
}

/** Coefficients of the basis, `[k][blocks][n, size]` → values at the coordinates, `[k, n, p]`. */
export function fromBasis(basis: CoordinateBasis, images: number, coefficients: Float64Array): Float64Array {
  const out = new Float64Array(coefficients.length);
  forRows(basis, images, coefficients.length, (valuesFrom, outFrom, first, size) => {
    for (let f = 0; f < size; f++) {
      const coefficient = coefficients[outFrom + f]!;
      const from = (first + f) * basis.width;
      for (let e = from; e < from + basis.width; e++) out[valuesFrom + basis.places[e]!]! += basis.weights[e]! * coefficient;
    }
  });
  return out;
}

/** One image in one block after the other: where its values begin, its coefficients, and the functions of the block. */
function forRows(
  { blocks, width, places }: CoordinateBasis,
  images: number,
  length: number,
  visit: (valuesFrom: number, coefficientsFrom: number, firstFunction: number, size: number) => void,
): void {
  const p = places.length / width;
  for (let system = 0; system < length; system += images * p) {
    let first = 0;
    for (const size of blocks) {
      for (let i = 0; i < images; i++) visit(system + i * p, system + images * first + i * size, first, size);
      first += size;
    }
  }
}

/** Sets v, `[k, n, p]`, to 0 where nothing is observed, `[n·p]`. */
export function hide(v: Float64Array, observed: Uint8Array): void {
  for (let from = 0; from < v.length; from += observed.length)
    for (let point = 0; point < observed.length; point++) if (observed[point] === 0) v[from + point] = 0;
}
