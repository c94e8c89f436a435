import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';

/** A rectangle of a matrix. */
export interface Block {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

/** Copies a block into an instance's memory, row-major without gaps. */
export function loadBlock(wasm: Engine, offset: number, { data, shape }: Matrix, { row, column, rows, columns }: Block): void {
  const target = wasm.view(offset, rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = (row + i) * shape[1] + column;
    target.set(data.subarray(from, from + columns), i * columns);
  }
}

/** Copies a block back. */
export function storeBlock(wasm: Engine, offset: number, { data, shape }: Matrix, { row, column, rows, columns }: Block): void {
  const source = wasm.view(offset, rows * columns);
  for (let i = 0; i < rows; i++) data.set(source.subarray(i * columns, (i + 1) * columns), (row + i) * shape[1] + column);
}

/** The lower triangle of a block on the diagonal, copied back; what stands above stays as it was. */
export function storeLower(wasm: Engine, offset: number, { data, shape }: Matrix, start: number, size: number): void {
  const source = wasm.view(offset, size * size);
  for (let i = 0; i < size; i++) data.set(source.subarray(i * size, i * size + i + 1), (start + i) * shape[1] + start);
}

/** Copies a part of one row into an instance's memory. */
export function loadRow(wasm: Engine, offset: number, { data, shape }: Matrix, row: number, column: number, columns: number): void {
  const from = row * shape[1] + column;
  wasm.view(offset, columns).set(data.subarray(from, from + columns));
}

/** Copies a part of one row back. */
export function storeRow(
  wasm: Engine,
  offset: number,
  { data, shape }: Matrix,
  row: number,
  column: number,
  columns: number,
): void {
  data.set(wasm.view(offset, columns), row * shape[1] + column);
}
