import { type Matrix, matrix } from '../nd-array.ts';
import type { Accumulation, GemmOptions } from './backend.ts';

/** n, k, m of op(A)·op(B): `[n, k] × [k, m]`. Throws RangeError if the inner lengths differ. */
export function productShape(a: Matrix, b: Matrix, { transposeA = false, transposeB = false }: GemmOptions) {
  const [rows, inner] = transposeA ? [a.shape[1], a.shape[0]] : a.shape;
  const [innerB, columns] = transposeB ? [b.shape[1], b.shape[0]] : b.shape;
  if (inner !== innerB) throw new RangeError(`cannot multiply [${rows}, ${inner}] by [${innerB}, ${columns}]`);
  return { rows, inner, columns };
}

/** C of an operation: `into` if it has the shape, otherwise a new matrix. Throws RangeError on another shape, or β without C. */
export function destination({ into, beta = 0 }: Accumulation, rows: number, columns: number): Matrix {
  if (!into && beta !== 0) throw new RangeError('beta needs a matrix to add to (into)');
  if (into && (into.shape[0] !== rows || into.shape[1] !== columns))
    throw new RangeError(`the result is [${rows}, ${columns}] and does not fit into [${into.shape}]`);
  return into ?? matrix(rows, columns);
}

/** The order of a square matrix. Throws RangeError on any other. */
export function order(square: Matrix): number {
  const [rows, columns] = square.shape;
  if (rows !== columns) throw new RangeError(`a square matrix is needed, got [${rows}, ${columns}]`);
  return rows;
}

/** The order of a triangle that has as many rows as `b`. Throws RangeError if they differ. */
export function solveOrder(l: Matrix, b: Matrix): number {
  const size = order(l);
  if (b.shape[0] !== size) throw new RangeError(`a triangle of ${size} rows cannot solve for [${b.shape}]`);
  return size;
}

/** Throws RangeError if the lower triangle holds NaN or infinity: eigensolvers may not end on them. */
export function checkFiniteLower(square: Matrix): void {
  const size = order(square);
  for (let i = 0; i < size; i++) {
    for (let entry = i * size; entry <= i * size + i; entry++) {
      const value = square.data[entry]!;
      if (!Number.isFinite(value)) throw new RangeError(`entry [${i}, ${entry - i * size}] is ${value}`);
    }
  }
}
