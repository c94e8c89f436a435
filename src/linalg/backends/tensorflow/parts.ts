import type { Matrix } from '../../../nd-array.ts';
import type { DoubleTensors, Tensor } from './double-tensors.ts';

/** A rectangle of a matrix. */
export interface Part {
  row: number;
  rows: number;
  column: number;
  columns: number;
}

/** A part as a tensor. Whole rows are not copied on the way; narrower ones are. */
export function uploadPart(tensors: DoubleTensors, source: Matrix, part: Part): Tensor {
  return tensors.upload(packed(source, part), part.rows, part.columns);
}

/** Writes a part, `[rows, columns]`, into a matrix. */
export function writePart({ shape: [, width], data }: Matrix, { row, rows, column, columns }: Part, values: Float64Array): void {
  if (columns === width) {
    data.set(values, row * width);
    return;
  }
  for (let i = 0; i < rows; i++) data.set(values.subarray(i * columns, (i + 1) * columns), (row + i) * width + column);
}

/** Part of C ← α·values + β·C; without β the old C is not read. @param lower leaves what stands above C's diagonal as it was */
export function accumulatePart(
  c: Matrix,
  part: Part,
  values: Float64Array,
  { alpha = 1, beta = 0, lower = false }: { alpha?: number; beta?: number; lower?: boolean },
): void {
  const { row, rows, column, columns } = part;
  if (alpha === 1 && beta === 0 && !lower) {
    writePart(c, part, values);
    return;
  }
  const [, width] = c.shape;
  for (let i = 0; i < rows; i++) {
    const written = lower ? Math.min(columns, row + i - column + 1) : columns;
    const start = (row + i) * width + column;
    for (let j = 0; j < written; j++) {
      const value = alpha * values[i * columns + j]!;
      c.data[start + j] = beta === 0 ? value : value + beta * c.data[start + j]!;
    }
  }
}

/** Lets the event loop go on between two calls. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function packed({ shape: [, width], data }: Matrix, { row, rows, column, columns }: Part): Float64Array {
  if (columns === width) return data.subarray(row * width, (row + rows) * width);
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const start = (row + i) * width + column;
    out.set(data.subarray(start, start + columns), i * columns);
  }
  return out;
}
