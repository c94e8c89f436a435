import type { KernelOutput } from './architecture.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { TILE_COLUMNS, TILE_ROWS, type Tile, type TilePasses } from './tile.ts';

/** Where a tile stands in the kernel matrix. */
export interface TilePlace {
  rowStart: number;
  columnStart: number;
}

/** Puts the values of one target, in the order of the tile's pairs, where they belong. */
export type Emit = (target: KernelTarget, values: Float64Array) => void;

/** Kernel rows made tile by tile; of a symmetric problem, the tiles on and right of the diagonal. */
export abstract class TiledKernelRows implements KernelRows {
  abstract readonly rows: number;
  abstract readonly columns: number;
  abstract readonly symmetric: boolean;
  readonly rowsPerBlock: number = TILE_ROWS;
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

  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void {
    const tile = this.#tile;
    for (let rowStart = start; rowStart < stop; rowStart += TILE_ROWS) {
      tile.rows = Math.min(TILE_ROWS, stop - rowStart);
      for (let columnStart = this.symmetric ? rowStart : 0; columnStart < this.columns; columnStart += TILE_COLUMNS) {
        tile.columns = Math.min(TILE_COLUMNS, this.columns - columnStart);
        const place = { rowStart, columnStart };
        this.evaluateTile(place, tile, targets, (target, values) => this.#emit(target, values, place, tile, start));
      }
    }
    if (!this.symmetric) return;
    for (const { output, layer, data } of targets) {
      for (let p = start; p < stop; p++) data[(p - start) * this.columns + p] = this.diagonalEntry(output, layer, p);
    }
  }

  #emit(target: KernelTarget, values: Float64Array, { rowStart, columnStart }: TilePlace, tile: Tile, start: number): void {
    const { rows, columns } = tile;
    for (let i = 0; i < rows; i++) {
      const first = this.symmetric ? Math.max(0, rowStart + i - columnStart) : 0;
      const offset = (rowStart - start + i) * this.columns + columnStart;
      target.data.set(values.subarray(i * columns + first, (i + 1) * columns), offset + first);
    }
    if (!this.symmetric || target.whole === undefined) return;
    for (let j = 0; j < columns; j++) {
      const last = Math.min(rows, columnStart + j - rowStart);
      const offset = (columnStart + j) * this.columns + rowStart;
      for (let i = 0; i < last; i++) target.whole[offset + i] = values[i * columns + j]!;
    }
  }
}
