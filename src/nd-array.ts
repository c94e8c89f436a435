/**
 * A dense row-major float64 array: the one form in which numbers travel inside the service.
 *
 * `shape` holds the lengths of the axes, outermost first; `data.length` is their product.
 */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** An `NdArray` of two axes: `[rows, columns]`. */
export interface Matrix extends NdArray {
  readonly shape: readonly [rows: number, columns: number];
}

/** The number of elements of a shape (1 for the empty shape of a scalar). */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A matrix over `data` (not copied), or of zeros. Throws RangeError if the length does not fit. */
export function matrix(rows: number, columns: number, data: Float64Array = new Float64Array(rows * columns)): Matrix {
  if (data.length !== rows * columns)
    throw new RangeError(`a ${rows} × ${columns} matrix needs ${rows * columns} elements, got ${data.length}`);
  return { shape: [rows, columns], data };
}

/** Row `index` of a matrix, as a view. */
export function row(source: Matrix, index: number): Float64Array {
  const columns = source.shape[1];
  return source.data.subarray(index * columns, (index + 1) * columns);
}

/** Some rows of a matrix, in the order of their indices; a row may come twice. */
export function takeRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const columns = source.shape[1];
  const out = matrix(indices.length, columns);
  for (let k = 0; k < indices.length; k++) out.data.set(row(source, indices[k]!), k * columns);
  return out;
}

/** `[rows, columns]` the other way round, as a copy. */
export function transposed(source: Float64Array, rows: number, columns: number): Float64Array {
  if (rows === 1 || columns === 1) return source.slice();
  const out = new Float64Array(source.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = source[i * columns + j]!;
  return out;
}

/** The index along each axis of the element at `offset`. */
export function unravel(offset: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = offset;
  for (const length of shape.toReversed()) {
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}
