import type { KernelOutput } from './architecture.ts';
import { finiteEntry } from './finite-entry.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { BLOCK_COLUMNS, BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS, type Tile, type TilePasses } from './tile.ts';

/** What rows share in a tile, the products of points, is little beside what each has to itself in a deep network. */
const LEAST_ROWS = 16;

/** Where a tile stands in the kernel matrix. */
export interface TilePlace {
  rowStart: number;
  columnStart: number;
}

/** A rectangle of tiles. */
export interface Block {
  row: number;
  column: number;
  rows: number;
  columns: number;
}

/** Puts the values of one target, in the order of the tile's pairs, where they belong. */
export type Emit = (target: KernelTarget, values: Float64Array) => void;

/** Kernel rows made tile by tile; of a symmetric problem, the tiles on and right of the diagonal. */
export abstract class TiledKernelRows implements KernelRows {
  abstract readonly rows: number;
  abstract readonly columns: number;
  abstract readonly symmetric: boolean;
  readonly rowsPerBlock: number = TILE_ROWS;
  readonly leastRows: number = LEAST_ROWS;
  readonly topDown = true;
  readonly #tile: Tile;
  protected readonly passes: TilePasses;

  /** @param tile of TILE_ROWS × TILE_COLUMNS, where one is at hand that nobody uses meanwhile */
  constructor(passes: TilePasses, tile: Tile = passes.allocateTile(TILE_ROWS, TILE_COLUMNS)) {
    this.passes = passes;
    this.#tile = tile;
  }

  abstract layerCount(output: KernelOutput): number;
  abstract diagonal(output: KernelOutput): Float64Array;
  /** The diagonal's exact value of an output after a layer, at one point. */
  protected abstract diagonalEntry(output: KernelOutput, layer: number, point: number): number;
  /** Computes the tile at `place` and emits every target. */
  protected abstract evaluateTile(place: TilePlace, tile: Tile, targets: readonly KernelTarget[], emit: Emit): void;

  /** Called before the tiles of a block are evaluated. */
  protected beginBlock(_block: Block): void {}

  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void {
    for (let row = start; row < stop; row += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, stop - row);
      for (let column = this.symmetric ? row : 0; column < this.columns; column += BLOCK_COLUMNS) {
        this.#evaluateBlock({ row, column, rows, columns: Math.min(BLOCK_COLUMNS, this.columns - column) }, targets, start);
      }
    }
    this.setDiagonals(start, stop, targets);
  }

  /** Writes exact values on the diagonals of rows [start, stop). */
  protected setDiagonals(start: number, stop: number, targets: readonly KernelTarget[]): void {
    if (!this.symmetric) return;
    for (const { output, layer, data } of targets) {
      for (let p = start; p < stop; p++)
        data[(p - start) * this.columns + p] = finiteEntry(this.diagonalEntry(output, layer, p), output, p, p);
    }
  }

  #evaluateBlock(block: Block, targets: readonly KernelTarget[], start: number): void {
    const tile = this.#tile;
    const rowStop = block.row + block.rows;
    const columnStop = block.column + block.columns;
    this.beginBlock(block);
    for (let rowStart = block.row; rowStart < rowStop; rowStart += TILE_ROWS) {
      tile.rows = Math.min(TILE_ROWS, rowStop - rowStart);
      const first = this.symmetric ? Math.max(block.column, rowStart) : block.column;
      for (let columnStart = first; columnStart < columnStop; columnStart += TILE_COLUMNS) {
        tile.columns = Math.min(TILE_COLUMNS, columnStop - columnStart);
        const place = { rowStart, columnStart };
        this.evaluateTile(place, tile, targets, (target, values) => this.#emit(target, values, place, tile, start));
      }
    }
  }

  #emit(target: KernelTarget, values: Float64Array, { rowStart, columnStart }: TilePlace, tile: Tile, start: number): void {
    const { rows, columns } = tile;
    if (!this.passes.allFinite(values, rows * columns)) {
      const bad = values.findIndex((value) => !Number.isFinite(value));
      finiteEntry(values[bad]!, target.output, rowStart + Math.floor(bad / columns), columnStart + (bad % columns));
    }
    const offset = (rowStart - start) * this.columns + columnStart;
    if (this.#isWhole(rowStart, columnStart, rows)) {
      this.passes.place(rows, columns, values, target.data, offset, this.columns);
    } else {
      for (let i = 0; i < rows; i++) {
        const first = Math.max(0, rowStart + i - columnStart);
        target.data.set(values.subarray(i * columns + first, (i + 1) * columns), offset + i * this.columns + first);
      }
    }
    if (this.symmetric && target.whole !== undefined) this.#emitTransposed(target.whole, values, rowStart, columnStart, tile);
  }

  /** Whether a tile's pairs are all wanted: of a symmetric problem, those right of the diagonal are. */
  #isWhole(rowStart: number, columnStart: number, rows: number): boolean {
    return !this.symmetric || rowStart + rows <= columnStart + 1;
  }

  #emitTransposed(whole: Float64Array, values: Float64Array, rowStart: number, columnStart: number, tile: Tile): void {
    const { rows, columns, transposed } = tile;
    this.passes.transpose(rows, columns, values, transposed);
    if (this.#isWhole(rowStart, columnStart, rows)) {
      this.passes.place(columns, rows, transposed, whole, columnStart * this.columns + rowStart, this.columns);
      return;
    }
    for (let j = 0; j < columns; j++) {
      const count = Math.min(rows, columnStart + j - rowStart);
      if (count > 0) whole.set(transposed.subarray(j * rows, j * rows + count), (columnStart + j) * this.columns + rowStart);
    }
  }
}
