import { open } from 'node:fs/promises';
import type { NdArray } from '../nd-array.ts';
import { type ArrayValue, isNdArray } from './array-value.ts';
import { asDamage } from './damage.ts';
import { readNpyFile } from './npy/file.ts';
import { readFully } from './npy/read-fully.ts';
import { readHeader } from './npy/read-header.ts';
import { SUM_BYTES, SumCheck } from './piece-sums.ts';

const PIECE_ELEMENTS = 2 ** 16;

/** The numbers of an array in memory, wherever it stands. @throws HypertangentError `damaged_file` */
export async function loadValue(array: ArrayValue): Promise<NdArray> {
  return isNdArray(array) ? array : readNpyFile(array);
}

/**
 * The elements of an array in order, a piece at a time, wherever it stands.
 *
 * @throws HypertangentError `damaged_file` in place of the first piece that is not what was written
 */
export async function* valuePieces(array: ArrayValue): AsyncGenerator<Float64Array> {
  if (isNdArray(array)) {
    for (let start = 0; start < array.data.length; start += PIECE_ELEMENTS)
      yield array.data.subarray(start, start + PIECE_ELEMENTS);
    return;
  }
  const { npyPath, kept } = array;
  try {
    const file = await open(npyPath);
    try {
      const { bodyOffset, bodyBytes } = await readHeader(file, kept);
      const end = bodyOffset + bodyBytes;
      const check = kept?.sums && new SumCheck(kept.sums, kept.of);
      if (check) {
        const header = new Uint8Array(bodyOffset);
        await readFully(file, header, 0);
        check.push(header);
      }
      // Pieces end where those with sums do, which may be within an element: its beginning goes before the next.
      let beginning = new Uint8Array(0);
      for (let position = bodyOffset; position < end; ) {
        const stop = Math.min(end, (Math.floor(position / SUM_BYTES) + 1) * SUM_BYTES);
        const bytes = new Uint8Array(beginning.length + stop - position);
        bytes.set(beginning);
        const read = bytes.subarray(beginning.length);
        await readFully(file, read, position);
        check?.push(read);
        const elements = Math.floor(bytes.length / 8);
        if (elements > 0) yield new Float64Array(bytes.buffer, 0, elements);
        beginning = bytes.slice(8 * elements);
        position = stop;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asDamage(kept?.of, error);
  }
}
