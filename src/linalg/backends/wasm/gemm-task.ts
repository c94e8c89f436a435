import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { loadBlock, storeBlock } from './tile-memory.ts';

/** C = α·op(A)·op(B) + β·C, one tile of C for each index; with `lower`, tiles right of the diagonal are left out. */
export interface GemmContext {
  a: Matrix;
  b: Matrix;
  c: Matrix;
  inner: number;
  transposeA: boolean;
  transposeB: boolean;
  alpha: number;
  beta: number;
  lower: boolean;
}

const TILE_ROWS = 128;
const TILE_COLUMNS = 256;
/** Terms of the sum that are in memory at a time. */
const DEPTH = 512;

export function gemmTiles({ c: { shape } }: GemmContext): number {
  return Math.ceil(shape[0] / TILE_ROWS) * Math.ceil(shape[1] / TILE_COLUMNS);
}

export function gemmTask(wasm: Engine): (context: GemmContext) => (tile: number) => void {
  return (context) => {
    const { a, b, c, inner, transposeA, transposeB, alpha, beta, lower } = context;
    wasm.reset();
    const panelA = wasm.allocate(TILE_ROWS * DEPTH);
    const panelB = wasm.allocate(TILE_COLUMNS * DEPTH);
    const tileC = wasm.allocate(TILE_ROWS * TILE_COLUMNS);
    const across = Math.ceil(c.shape[1] / TILE_COLUMNS);
    return (index) => {
      const row = Math.floor(index / across) * TILE_ROWS;
      const column = (index % across) * TILE_COLUMNS;
      const rows = Math.min(TILE_ROWS, c.shape[0] - row);
      const columns = Math.min(TILE_COLUMNS, c.shape[1] - column);
      if (lower && column >= row + rows) return;
      const place = { row, column, rows, columns };
      if (beta !== 0) loadBlock(wasm, tileC, c, place);
      for (let from = 0; from < inner; from += DEPTH) {
        const depth = Math.min(DEPTH, inner - from);
        const keep = from === 0 ? beta : 1;
        if (transposeA) loadBlock(wasm, panelA, a, { row: from, column: row, rows: depth, columns: rows });
        else loadBlock(wasm, panelA, a, { row, column: from, rows, columns: depth });
        if (transposeB) loadBlock(wasm, panelB, b, { row: column, column: from, rows: columns, columns: depth });
        else loadBlock(wasm, panelB, b, { row: from, column, rows: depth, columns });
        if (transposeA && transposeB) {
          // No product of two transposed ones: (A·B)ᵀ would be it; A's panel is turned round first.
          transposeInPlace(wasm, panelA, depth, rows);
          wasm.gemmNT(rows, columns, depth, panelA, depth, panelB, depth, tileC, columns, alpha, keep);
        } else if (transposeA) wasm.gemmTN(rows, columns, depth, panelA, rows, panelB, columns, tileC, columns, alpha, keep);
        else if (transposeB) wasm.gemmNT(rows, columns, depth, panelA, depth, panelB, depth, tileC, columns, alpha, keep);
        else wasm.gemmNN(rows, columns, depth, panelA, depth, panelB, columns, tileC, columns, alpha, keep);
      }
      storeBlock(wasm, tileC, c, place);
    };
  };
}

function transposeInPlace(wasm: Engine, offset: number, rows: number, columns: number): void {
  const panel = wasm.view(offset, rows * columns);
  const copy = panel.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) panel[j * rows + i] = copy[i * columns + j]!;
}
