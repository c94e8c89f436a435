import { type Matrix, matrix } from '../../nd-array.ts';

/** exp(h)/Σ exp(h) of each row. */
export function softmax({ shape: [rows, columns], data }: Matrix): Matrix {
  const out = matrix(rows, columns);
  for (let start = 0; start < data.length; start += columns) {
    const own = data.subarray(start, start + columns);
    const largest = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const sizes = own.map((value) => Math.exp(value - largest));
    const sum = sizes.reduce((total, value) => total + value, 0);
    out.data.set(
      sizes.map((value) => value / sum),
      start,
    );
  }
  return out;
}
