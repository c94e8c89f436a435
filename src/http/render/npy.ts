import { open } from 'node:fs/promises';
import type { GrowingFile } from '../../jobs/growing-file.ts';
import { elementCount } from '../../nd-array.ts';
import { type ArrayValue, isNpyFile, type NpyFile } from '../../store/array-value.ts';
import { asDamage } from '../../store/damage.ts';
import { type FilePiecesOptions, filePieces } from '../../store/file-pieces.ts';
import { encodeNpyHeader } from '../../store/npy/encode.ts';
import { valuePieces } from '../../store/values.ts';
import type { Representation } from './representation.ts';

/** An array as an .npy file, `<f8`, C order. */
export function npyRepresentation(array: ArrayValue, fileName?: string): Representation {
  // A file of ours is already what is asked for.
  const length = npyLength(array);
  const body = isNpyFile(array) ? npyFilePieces(array, length) : npyBytes(array);
  return { body, length, ...(fileName !== undefined && { fileName }) };
}

/** The same of a file that is still written. */
export function growingNpyRepresentation(file: GrowingFile, fileName: string): Representation {
  const { array } = file;
  const length = npyLength(array);
  return { body: npyFilePieces(array, length, { available: (position) => file.beyond(position) }), length, fileName };
}

async function* npyFilePieces({ npyPath, kept }: NpyFile, length: number, options: FilePiecesOptions = {}) {
  const file = await open(npyPath).catch((error) => Promise.reject(asDamage(kept?.of, error)));
  yield* filePieces(file, length, { kept, ...options });
}

export async function* npyBytes(array: ArrayValue): AsyncGenerator<Uint8Array> {
  yield encodeNpyHeader(array.shape);
  for await (const piece of valuePieces(array)) yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}

export function npyLength(array: ArrayValue): number {
  return encodeNpyHeader(array.shape).length + 8 * elementCount(array.shape);
}
