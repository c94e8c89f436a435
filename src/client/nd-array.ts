/** What the numbers of an array stand in. */
export type Numbers =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/**
 * A dense row-major array of numbers.
 *
 * `shape` has the lengths of the axes, outermost first; `data.length` is their product.
 */
export interface NdArray<Data extends Numbers = Numbers> {
  readonly shape: readonly number[];
  readonly data: Data;
}

export function isNdArray(value: unknown): value is NdArray {
  if (typeof value !== 'object' || value === null) return false;
  const { shape, data } = value as Partial<NdArray>;
  return Array.isArray(shape) && ArrayBuffer.isView(data) && !(data instanceof DataView);
}

/** Rows of equal length as an array of float64. @throws RangeError if they are not of equal length */
export function fromRows(rows: readonly ArrayLike<number>[]): NdArray<Float64Array> {
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    if (row.length !== columns) throw new RangeError(`row ${index} has ${row.length} numbers, row 0 has ${columns}`);
    data.set(row, index * columns);
  });
  return { shape: [rows.length, columns], data };
}

/** A matrix as lists of numbers, one for each row. */
export function toRows({ shape, data }: NdArray): number[][] {
  const [rows = 0, columns = 1] = shape;
  return Array.from({ length: rows }, (_, row) => Array.from(data.subarray(row * columns, (row + 1) * columns)));
}

/** The number of elements of a shape (1 for the empty shape of a scalar). */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
