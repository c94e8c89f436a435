import { open } from 'node:fs/promises';
import { type ArrayValue, isNdArray } from './array-value.ts';
import { readNpyHeaderFile } from './npy/file.ts';

const PIECE_ELEMENTS = 2 ** 16;

/** The elements of an array in order, a piece at a time, wherever it stands. */
export async function* valuePieces(array: ArrayValue): AsyncGenerator<Float64Array> {
  if (isNdArray(array)) {
    for (let start = 0; start < array.data.length; start += PIECE_ELEMENTS)
      yield array.data.subarray(start, start + PIECE_ELEMENTS);
    return;
  }
  const { bodyOffset, bodyBytes } = await readNpyHeaderFile(array.npyPath);
  const file = await open(array.npyPath);
  try {
    for (let done = 0; done < bodyBytes; ) {
      const piece = new Float64Array(Math.min(PIECE_ELEMENTS, (bodyBytes - done) / 8));
      const bytes = new Uint8Array(piece.buffer);
      for (let filled = 0; filled < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, bodyOffset + done + filled);
        if (bytesRead === 0) throw new Error(`${array.npyPath} is shorter than its header says`);
        filled += bytesRead;
      }
      done += bytes.length;
      yield piece;
    }
  } finally {
    await file.close();
  }
}
