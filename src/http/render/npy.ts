import { createReadStream } from 'node:fs';
import { elementCount } from '../../nd-array.ts';
import { type ArrayValue, isNpyFile } from '../../store/array-value.ts';
import { encodeNpyHeader } from '../../store/npy/encode.ts';
import type { Representation } from './representation.ts';
import { valuePieces } from './values.ts';

const READ_BYTES = 2 ** 20;

/** An array as an .npy file, `<f8`, C order. */
export function npyRepresentation(array: ArrayValue, fileName?: string): Representation {
  // A file of ours is already what is asked for.
  const body = isNpyFile(array) ? createReadStream(array.npyPath, { highWaterMark: READ_BYTES }) : npyBytes(array);
  return { body, length: npyLength(array), ...(fileName !== undefined && { fileName }) };
}

export async function* npyBytes(array: ArrayValue): AsyncGenerator<Uint8Array> {
  yield encodeNpyHeader(array.shape);
  for await (const piece of valuePieces(array)) yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}

export function npyLength(array: ArrayValue): number {
  return encodeNpyHeader(array.shape).length + 8 * elementCount(array.shape);
}
