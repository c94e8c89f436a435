import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { type Block, loadBlock, storeBlock, storeLower } from './tile-memory.ts';

/** C = α·op(A)·op(B) + β·C, one square tile of C for each index. */
export interface GemmContext {
  a: Matrix;
  b: Matrix;
  c: Matrix;
  inner: number;
  transposeA: boolean;
  transposeB: boolean;
  alpha: number;
  beta: number;
  /** A·Aᵀ: `b` is `a`, transposed; nothing above the diagonal of C is read or written. */
  lower: boolean;
  /** Rows and columns of a tile. */
  tile: number;
}

/** The larger a tile, the less is copied for each multiplication. */
const TILES = [512, 256] as const;
const SMALLEST_TILE = 128;
/** Tiles that a thread wants at least, so that all end at about the same time. */
const TILES_PER_THREAD = 8;
/** Terms of the sum that are in memory at a time. */
const DEPTH = 512;

/** The side of the tiles for a product of so many rows and columns. */
export function gemmTile(rows: number, columns: number, threads: number): number {
  return TILES.find((tile) => rows * columns >= tile ** 2 * TILES_PER_THREAD * threads) ?? SMALLEST_TILE;
}

export function gemmTiles({ c: { shape }, tile }: Pick<GemmContext, 'c' | 'tile'>): number {
  return Math.ceil(shape[0] / tile) * Math.ceil(shape[1] / tile);
}

export function gemmTask(wasm: Engine): (context: GemmContext) => (tile: number) => void {
  return (context) => {
    const { a, b, c, inner, transposeA, transposeB, alpha, beta, lower, tile } = context;
    wasm.reset();
    const panelA = wasm.allocate(tile * DEPTH);
    const panelB = wasm.allocate(tile * DEPTH);
    const tileC = wasm.allocate(tile * tile);
    const across = Math.ceil(c.shape[1] / tile);

    /** The tile's part of terms `from` to `from + depth`. */
    const addTerms = ({ row, column, rows, columns }: Block, from: number, depth: number) => {
      const keep = from === 0 ? beta : 1;
      if (transposeA) loadBlock(wasm, panelA, a, { row: from, column: row, rows: depth, columns: rows });
      else loadBlock(wasm, panelA, a, { row, column: from, rows, columns: depth });
      if (lower && row === column) {
        wasm.syrkLower(rows, depth, panelA, depth, tileC, columns, alpha, keep);
        return;
      }
      if (transposeB) loadBlock(wasm, panelB, b, { row: column, column: from, rows: columns, columns: depth });
      else loadBlock(wasm, panelB, b, { row: from, column, rows: depth, columns });
      if (transposeA && transposeB) {
        // No product of two transposed ones: (A·B)ᵀ would be it; A's panel is turned round first.
        transposeInPlace(wasm, panelA, depth, rows);
        wasm.gemmNT(rows, columns, depth, panelA, depth, panelB, depth, tileC, columns, alpha, keep);
      } else if (transposeA) wasm.gemmTN(rows, columns, depth, panelA, rows, panelB, columns, tileC, columns, alpha, keep);
      else if (transposeB) wasm.gemmNT(rows, columns, depth, panelA, depth, panelB, depth, tileC, columns, alpha, keep);
      else wasm.gemmNN(rows, columns, depth, panelA, depth, panelB, columns, tileC, columns, alpha, keep);
    };

    return (index) => {
      const row = Math.floor(index / across) * tile;
      const column = (index % across) * tile;
      if (lower && column > row) return;
      const place = { row, column, rows: Math.min(tile, c.shape[0] - row), columns: Math.min(tile, c.shape[1] - column) };
      if (beta !== 0) loadBlock(wasm, tileC, c, place);
      for (let from = 0; from === 0 || from < inner; from += DEPTH) addTerms(place, from, Math.min(DEPTH, inner - from));
      if (lower && row === column) storeLower(wasm, tileC, c, row, place.rows);
      else storeBlock(wasm, tileC, c, place);
    };
  };
}

function transposeInPlace(wasm: Engine, offset: number, rows: number, columns: number): void {
  const panel = wasm.view(offset, rows * columns);
  const copy = panel.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) panel[j * rows + i] = copy[i * columns + j]!;
}
