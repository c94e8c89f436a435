import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { loadBlock, storeBlock } from './tile-memory.ts';

/** B ← L⁻¹B or L⁻ᵀB, some columns of B for each index. */
export interface TrsmContext {
  l: Matrix;
  b: Matrix;
  transpose: boolean;
  columnsPerIndex: number;
}

const BLOCK = 256;
/** Numbers of B in memory at a time: 32 MiB. */
const MOST_NUMBERS = 2 ** 22;

/** Columns for each index: few enough for all threads to have some, and for the memory. */
export function trsmColumns(rows: number, columns: number, threads: number): number {
  const fair = Math.ceil(columns / threads / 2);
  return Math.max(1, Math.min(fair, 128, Math.floor(MOST_NUMBERS / rows)));
}

export function trsmTask(wasm: Engine): (context: TrsmContext) => (index: number) => void {
  return ({ l, b, transpose, columnsPerIndex }) => {
    const size = l.shape[0];
    wasm.reset();
    const triangle = wasm.allocate(BLOCK * BLOCK);
    const right = wasm.allocate(size * columnsPerIndex);
    const starts = Array.from({ length: Math.ceil(size / BLOCK) }, (_, index) => index * BLOCK);
    if (transpose) starts.reverse();
    return (index) => {
      const column = index * columnsPerIndex;
      const columns = Math.min(columnsPerIndex, b.shape[1] - column);
      const place = { row: 0, column, rows: size, columns };
      const rowsOf = (row: number) => right + 8 * row * columns;
      loadBlock(wasm, right, b, place);
      for (const [step, i] of starts.entries()) {
        const rows = Math.min(BLOCK, size - i);
        for (const j of starts.slice(0, step)) {
          const inner = Math.min(BLOCK, size - j);
          if (transpose) {
            loadBlock(wasm, triangle, l, { row: j, column: i, rows: inner, columns: rows });
            wasm.gemmTN(rows, columns, inner, triangle, rows, rowsOf(j), columns, rowsOf(i), columns, -1, 1);
          } else {
            loadBlock(wasm, triangle, l, { row: i, column: j, rows, columns: inner });
            wasm.gemmNN(rows, columns, inner, triangle, inner, rowsOf(j), columns, rowsOf(i), columns, -1, 1);
          }
        }
        loadBlock(wasm, triangle, l, { row: i, column: i, rows, columns: rows });
        if (transpose) wasm.trsmLeftLowerTransposed(rows, columns, triangle, rows, rowsOf(i), columns);
        else wasm.trsmLeftLower(rows, columns, triangle, rows, rowsOf(i), columns);
      }
      storeBlock(wasm, right, b, place);
    };
  };
}
