import type { Control } from '../../../control.ts';
import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix, row } from '../../../nd-array.ts';

/** Rows whose products with all earlier ones are made at a time. */
const ROWS_PER_STEP = 512;

/**
 * For each row, the earlier rows that point most nearly the same way, the nearest first; fewer where there are not so many.
 *
 * Time: n²·d operations for `[n, d]`.
 *
 * @param most of each row
 */
export async function earlierNeighbours(x: Matrix, most: number, linalg: LinalgBackend, control: Control): Promise<Int32Array[]> {
  const [count, width] = x.shape;
  const directions = matrix(count, width, x.data.slice());
  for (let i = 0; i < count; i++) normalise(row(directions, i));
  const rows = (start: number, stop: number) => matrix(stop - start, width, directions.data.subarray(start * width, stop * width));
  const found: Int32Array[] = [];
  for (let start = 0; start < count; start += ROWS_PER_STEP) {
    const stop = Math.min(start + ROWS_PER_STEP, count);
    const cosines = await linalg.gemm(rows(start, stop), rows(0, stop), { transposeB: true });
    for (let i = start; i < stop; i++) found.push(nearest(row(cosines, i - start).subarray(0, i), most));
    await control.checkpoint((stop / count) ** 2);
  }
  return found;
}

/** Indices of the largest values, the largest first. */
function nearest(values: Float64Array, most: number): Int32Array {
  const best = new Int32Array(Math.min(most, values.length));
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (count === best.length && !(values[i]! > values[best[count - 1]!]!)) continue;
    let place = count < best.length ? count++ : count - 1;
    for (; place > 0 && values[i]! > values[best[place - 1]!]!; place--) best[place] = best[place - 1]!;
    best[place] = i;
  }
  return best;
}

function normalise(vector: Float64Array): void {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (norm > 0) for (let k = 0; k < vector.length; k++) vector[k]! /= norm;
}
