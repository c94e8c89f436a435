import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { elementCount, type NdArray } from '../../nd-array.ts';
import type { NpyFile } from '../../store/array-value.ts';
import { withStorageErrors, writeFully } from '../../store/atomic-file.ts';
import { npyHeaderOf } from '../../store/npy/encode.ts';
import { bytePieces } from '../../store/npy/pieces.ts';

/**
 * The file of an array that is written while the array is computed, its rows being final from the top.
 *
 * It need not survive a power cut: whoever keeps it makes it durable.
 */
export class GrowingResult {
  readonly #array: NdArray;
  readonly #file: NpyFile;
  readonly #onGrowth: (file: NpyFile, finalBytes: number) => void;
  readonly #rowElements: number;
  readonly #written: Promise<void>;
  #finalRows = 0;
  #ended = false;
  #abandoned = false;
  #wake: () => void = () => {};

  /** @param onGrowth told how many bytes of the file are final, again and again */
  constructor(npyPath: string, array: NdArray, onGrowth: (file: NpyFile, finalBytes: number) => void) {
    this.#array = array;
    this.#file = { shape: array.shape, npyPath };
    this.#onGrowth = onGrowth;
    this.#rowElements = elementCount(array.shape.slice(1));
    this.#written = withStorageErrors(() => this.#write());
    // Found by `finish`; a computation that fails meanwhile has an error of its own.
    this.#written.catch(() => {});
  }

  /** Says that the first `rows` rows will not change any more. */
  rowsFinal(rows: number): void {
    this.#finalRows = rows;
    this.#wake();
  }

  /** Writes what is left. @throws HypertangentError `storage_full`, or whatever else went wrong with the disk */
  async finish(): Promise<NpyFile> {
    this.rowsFinal(this.#array.shape[0]!);
    await this.#end();
    return this.#file;
  }

  /** Writes no more; resolves when nothing reads the array any longer. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await this.#end().catch(() => {});
  }

  #end(): Promise<void> {
    this.#ended = true;
    this.#wake();
    return this.#written;
  }

  async #write(): Promise<void> {
    await mkdir(dirname(this.#file.npyPath), { recursive: true });
    const handle = await open(this.#file.npyPath, 'w');
    try {
      const header = npyHeaderOf(this.#array);
      await writeFully(handle, header);
      for (let rows = 0; rows < this.#array.shape[0]!; ) {
        if (this.#finalRows === rows) {
          if (this.#ended) return;
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          continue;
        }
        const stop = this.#finalRows;
        const elements = this.#array.data.subarray(rows * this.#rowElements, stop * this.#rowElements);
        for (const piece of bytePieces(elements)) {
          if (this.#abandoned) return;
          await writeFully(handle, piece);
        }
        rows = stop;
        this.#onGrowth(this.#file, header.length + 8 * rows * this.#rowElements);
      }
    } finally {
      await handle.close();
    }
  }
}
