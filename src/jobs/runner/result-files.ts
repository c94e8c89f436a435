import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { elementCount, type Matrix, type NdArray } from '../../nd-array.ts';
import { collectArrays, isNdArray, mapArrays, type NpyFile } from '../../store/array-value.ts';
import { withStorageErrors, writeFully } from '../../store/atomic-file.ts';
import { encodeNpyHeader } from '../../store/npy/encode.ts';
import { writeNpyScratch } from '../../store/npy/file.ts';
import { bytePieces } from '../../store/npy/pieces.ts';
import type { JobResults } from '../programs/program.ts';
import { GrowingResult } from './growing-result.ts';
import { GROWING_RESULT_BYTES } from './protocol.ts';

/**
 * The files of one job's result, in the job's folder, under names that no other attempt at the job uses; whoever keeps them
 * makes them durable.
 */
export class ResultFiles {
  readonly #folder: string;
  readonly #nonce = randomBytes(4).toString('hex');
  readonly #onGrowth: (file: NpyFile, finalBytes: number) => void;
  readonly #growing = new Map<Float64Array, GrowingResult>();

  /** @param onGrowth told of a matrix that {@link follow} writes how many bytes of its file are final */
  constructor(folder: string, onGrowth: (file: NpyFile, finalBytes: number) => void) {
    this.#folder = folder;
    this.#onGrowth = onGrowth;
  }

  /** Writes a large matrix of the result while it is computed; see `ProgramContext`. */
  follow(matrix: Matrix): (rows: number) => void {
    if (matrix.data.byteLength < GROWING_RESULT_BYTES) return () => {};
    const growing = new GrowingResult(this.#path([]), matrix, this.#onGrowth);
    this.#growing.set(matrix.data, growing);
    return (rows) => growing.rowsFinal(rows);
  }

  /** Writes a matrix of the result, some rows after the other; see `ProgramContext`. */
  async writeRows(path: readonly string[], shape: Matrix['shape'], rows: AsyncIterable<Float64Array>): Promise<NpyFile> {
    const npyPath = this.#path(path);
    await mkdir(this.#folder, { recursive: true });
    await withStorageErrors(async () => {
      const handle = await open(npyPath, 'w');
      try {
        await writeFully(handle, encodeNpyHeader(shape));
        for await (const numbers of rows) for (const piece of bytePieces(numbers)) await writeFully(handle, piece);
      } finally {
        await handle.close();
      }
    });
    return { shape, npyPath };
  }

  /** Moves the arrays of a result to files if they are more than `mostBytes` in all. */
  async externalise<Result extends JobResults[keyof JobResults]>(result: Result, mostBytes: number): Promise<Result> {
    const bytes = collectArrays(result).reduce((sum, { array }) => sum + 8 * elementCount(array.shape), 0);
    if (bytes <= mostBytes) return result;
    await withStorageErrors(() => mkdir(this.#folder, { recursive: true }));
    return (await mapArrays(result, async (array, path) => {
      if (!isNdArray(array)) return array;
      return this.#growing.get(array.data)?.finish() ?? this.#write(array, path);
    })) as Result;
  }

  /** Ends what is being written; resolves when the arrays are no longer read. */
  async abandon(): Promise<void> {
    for (const growing of this.#growing.values()) await growing.abandon();
  }

  async #write(array: NdArray, path: readonly string[]): Promise<NpyFile> {
    const npyPath = this.#path(path);
    await writeNpyScratch(npyPath, array);
    return { shape: array.shape, npyPath };
  }

  #path(path: readonly string[]): string {
    return join(this.#folder, ['result', this.#nonce, ...path, 'npy'].join('.'));
  }
}
