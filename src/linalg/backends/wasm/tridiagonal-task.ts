import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { type Block, loadBlock, storeBlock } from './tile-memory.ts';

/** Multiplications of SIMD code that take as long as one of {@link symmetricProductTask}. */
export const SCALAR_WORK = 8;

/** Rows for each index; a multiple of four, that are multiplied together. */
const ROWS = 64;
const TILE = 256;

/** w = A·v for rows and columns from `start` on. */
export interface ProductContext {
  /** Symmetric, both triangles. `[n, n]` */
  a: Matrix;
  /** Rows of n numbers, v and w among them. */
  panel: Matrix;
  /** Row of the panel that is v. */
  vector: number;
  /** Row of the panel that becomes w. */
  target: number;
  start: number;
}

/** A ← A − Vᵀ·W − Wᵀ·V for rows and columns from `start` on. */
export interface UpdateContext {
  /** Symmetric, both triangles. `[n, n]` */
  a: Matrix;
  /** V above W, `[2p, n]`. */
  panel: Matrix;
  start: number;
}

/** Indices of {@link symmetricProductTask} for so many rows. */
export function productParts(rows: number): number {
  return Math.ceil(rows / ROWS);
}

/** Indices of {@link symmetricUpdateTask} for so many rows. */
export function updateTiles(rows: number): number {
  const tiles = Math.ceil(rows / TILE);
  return (tiles * (tiles + 1)) / 2;
}

/**
 * Reads the matrix where it is, in plain JavaScript: every entry is needed once, and copying it for SIMD code would take
 * as long as multiplying it.
 */
export function symmetricProductTask(): (context: ProductContext) => (index: number) => void {
  return ({ a, panel, vector, target, start }) => {
    const n = a.shape[0];
    const v = panel.data.subarray(vector * n + start, (vector + 1) * n);
    const w = panel.data.subarray(target * n + start, (target + 1) * n);
    const rowOf = (i: number) => a.data.subarray((start + i) * n + start, (start + i + 1) * n);
    return (index) => {
      const stop = Math.min((index + 1) * ROWS, n - start);
      let i = index * ROWS;
      for (; i + 4 <= stop; i += 4) fourProducts(rowOf(i), rowOf(i + 1), rowOf(i + 2), rowOf(i + 3), v, w.subarray(i));
      for (; i < stop; i++) fourProducts(rowOf(i), rowOf(i), rowOf(i), rowOf(i), v, w.subarray(i, i + 1));
    };
  };
}

/** w[r] = rowᵣ·v, as far as w goes. */
function fourProducts(
  row0: Float64Array,
  row1: Float64Array,
  row2: Float64Array,
  row3: Float64Array,
  v: Float64Array,
  w: Float64Array,
): void {
  let [even0, even1, even2, even3, odd0, odd1, odd2, odd3] = [0, 0, 0, 0, 0, 0, 0, 0];
  const pairs = v.length & ~1;
  for (let j = 0; j < pairs; j += 2) {
    const even = v[j]!;
    const odd = v[j + 1]!;
    even0 += row0[j]! * even;
    even1 += row1[j]! * even;
    even2 += row2[j]! * even;
    even3 += row3[j]! * even;
    odd0 += row0[j + 1]! * odd;
    odd1 += row1[j + 1]! * odd;
    odd2 += row2[j + 1]! * odd;
    odd3 += row3[j + 1]! * odd;
  }
  if (pairs < v.length) {
    const last = v[pairs]!;
    even0 += row0[pairs]! * last;
    even1 += row1[pairs]! * last;
    even2 += row2[pairs]! * last;
    even3 += row3[pairs]! * last;
  }
  // Past the end of w nothing is stored.
  w[0] = even0 + odd0;
  w[1] = even1 + odd1;
  w[2] = even2 + odd2;
  w[3] = even3 + odd3;
}

/** One tile on or below the diagonal for each index, and its mirror image. */
export function symmetricUpdateTask(wasm: Engine): (context: UpdateContext) => (index: number) => void {
  return ({ a, panel, start }) => {
    const n = a.shape[0];
    const depth = panel.shape[0];
    wasm.reset();
    const [left, right] = [wasm.allocate(depth * TILE), wasm.allocate(depth * TILE)];
    const [tile, mirrored] = [wasm.allocate(TILE * TILE), wasm.allocate(TILE * TILE)];
    return (index) => {
      const i = Math.floor((Math.sqrt(8 * index + 1) - 1) / 2);
      const row = start + i * TILE;
      const column = start + (index - (i * (i + 1)) / 2) * TILE;
      const place: Block = { row, column, rows: Math.min(TILE, n - row), columns: Math.min(TILE, n - column) };
      const { rows, columns } = place;
      loadBlock(wasm, tile, a, place);
      loadBlock(wasm, left, panel, { row: 0, column: row, rows: depth, columns: rows });
      // W above V.
      loadBlock(wasm, right, panel, { row: depth / 2, column, rows: depth / 2, columns });
      loadBlock(wasm, right + 4 * depth * columns, panel, { row: 0, column, rows: depth / 2, columns });
      wasm.gemmTN(rows, columns, depth, left, rows, right, columns, tile, columns, -1, 1);
      storeBlock(wasm, tile, a, place);
      if (row === column) return;
      wasm.transpose(rows, columns, tile, mirrored);
      storeBlock(wasm, mirrored, a, { row: column, column: row, rows: columns, columns: rows });
    };
  };
}
