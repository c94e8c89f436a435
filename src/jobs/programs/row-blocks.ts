import { type FileHandle, open } from 'node:fs/promises';
import { type ArrayValue, isNdArray } from '../../store/array-value.ts';
import { readNpyHeaderFile } from '../../store/npy/file.ts';
import { bytePieces } from '../../store/npy/pieces.ts';

/** Rows `start …` of a matrix, from column `firstColumn` on. */
export interface RowBlock {
  start: number;
  firstColumn: number;
  /** `[rows, columns − firstColumn]` */
  array: ArrayValue;
}

/** Numbers that are copied at a time, and rows of a transposed tile. */
const PIECE_NUMBERS = 2 ** 20;
const TILE = 64;

/** A matrix in blocks of rows, some of them in files; one that is symmetric is there on and right of its diagonal. */
export class RowBlocks {
  readonly rows: number;
  readonly columns: number;
  readonly #blocks: readonly OpenBlock[];
  readonly #symmetric: boolean;

  private constructor(blocks: readonly OpenBlock[], symmetric: boolean) {
    const last = blocks.at(-1)!;
    this.rows = last.start + last.rows;
    this.columns = last.firstColumn + last.width;
    this.#blocks = blocks;
    this.#symmetric = symmetric;
  }

  /** @param blocks from the top */
  static async open(blocks: readonly RowBlock[], symmetric: boolean): Promise<RowBlocks> {
    const opened: OpenBlock[] = [];
    for (const block of blocks) opened.push(await OpenBlock.open(block));
    return new RowBlocks(opened, symmetric);
  }

  async close(): Promise<void> {
    for (const block of this.#blocks) await block.close();
  }

  /** Writes rows `start … stop` into `out`, whole, `[stop − start, columns]`. */
  async read(start: number, stop: number, out: Float64Array): Promise<void> {
    const { columns } = this;
    for (const block of this.#blocks) await this.#readOwn(block, start, stop, out);
    if (!this.#symmetric) return;
    for (const block of this.#blocks) await this.#readAbove(block, start, stop, out);
    // What is left of the diagonal in these rows stands right of it in these rows, too.
    for (let i = start; i < stop; i += TILE) {
      for (let j = start; j <= i; j += TILE) mirrorTile(out, columns, start, [i, Math.min(i + TILE, stop)], [j, j + TILE]);
      await pause();
    }
  }

  async #readOwn(block: OpenBlock, start: number, stop: number, out: Float64Array): Promise<void> {
    const { columns } = this;
    const atOnce = Math.max(1, Math.floor(PIECE_NUMBERS / block.width));
    const end = Math.min(stop, block.start + block.rows);
    for (let row = Math.max(start, block.start); row < end; row += atOnce) {
      const count = Math.min(atOnce, end - row);
      const values = await block.read(row - block.start, 0, count * block.width);
      for (let k = 0; k < count; k++) {
        const from = values.subarray(k * block.width, (k + 1) * block.width);
        out.set(from, (row + k - start) * columns + block.firstColumn);
      }
    }
  }

  /** Columns of the rows above `start`, transposed. */
  async #readAbove(block: OpenBlock, start: number, stop: number, out: Float64Array): Promise<void> {
    const { columns } = this;
    const end = Math.min(start, block.start + block.rows);
    for (let row = block.start; row < end; row += TILE) {
      const count = Math.min(TILE, end - row);
      const segments = await Promise.all(
        Array.from({ length: count }, (_, k) => block.read(row + k - block.start, start - block.firstColumn, stop - start)),
      );
      for (let i = start; i < stop; i++)
        for (let k = 0; k < count; k++) out[(i - start) * columns + row + k] = segments[k]![i - start]!;
    }
  }
}

type Source = Float64Array | { handle: FileHandle; bodyOffset: number };

/** A block whose file, if it has one, is open. */
class OpenBlock {
  readonly start: number;
  readonly firstColumn: number;
  readonly rows: number;
  readonly width: number;
  readonly #source: Source;

  private constructor({ start, firstColumn, array }: RowBlock, source: Source) {
    this.start = start;
    this.firstColumn = firstColumn;
    [this.rows, this.width] = array.shape as [number, number];
    this.#source = source;
  }

  static async open(block: RowBlock): Promise<OpenBlock> {
    const { array } = block;
    if (isNdArray(array)) return new OpenBlock(block, array.data);
    const { bodyOffset } = await readNpyHeaderFile(array.npyPath);
    return new OpenBlock(block, { handle: await open(array.npyPath), bodyOffset });
  }

  async close(): Promise<void> {
    if ('handle' in this.#source) await this.#source.handle.close();
  }

  /** So many numbers in order, from a row and column of the block on. */
  async read(row: number, column: number, count: number): Promise<Float64Array> {
    const first = row * this.width + column;
    if (!('handle' in this.#source)) return this.#source.subarray(first, first + count);
    const { handle, bodyOffset } = this.#source;
    const values = new Float64Array(count);
    let position = bodyOffset + 8 * first;
    for (const piece of bytePieces(values)) {
      for (let at = 0; at < piece.length; ) {
        const { bytesRead } = await handle.read(piece, at, piece.length - at, position);
        if (bytesRead === 0) throw new Error('a block of rows ends before its last row');
        at += bytesRead;
        position += bytesRead;
      }
    }
    return values;
  }
}

type Range = readonly [start: number, stop: number];

/** Entries (i, j) of the ranges with j < i from (j, i), in rows from `first` on. */
function mirrorTile(out: Float64Array, columns: number, first: number, [start, stop]: Range, [from, to]: Range): void {
  for (let i = start; i < stop; i++)
    for (let j = from; j < Math.min(to, i); j++) out[(i - first) * columns + j] = out[(j - first) * columns + i]!;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
