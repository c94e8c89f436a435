import type { NdArray } from '../../nd-array.ts';
import { elementCount } from '../../nd-array.ts';
import { MAX_AXES } from './header-literal.ts';
import { bytePieces } from './pieces.ts';

/** The body begins at a multiple of this, so that it can be memory-mapped. */
const ALIGNMENT = 64;

/** The header of a row-major little-endian float64 array, format version 1.0; the array's bytes follow it. */
export function encodeNpyHeader(shape: readonly number[]): Uint8Array {
  if (shape.length > MAX_AXES || !shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    throw new RangeError(`[${shape.join(', ')}] is not the shape of an array of at most ${MAX_AXES} axes`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + literal.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(total, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(total - 10, 8);
  header.write(literal, 10, 'latin1');
  header.write('\n', total - 1, 'latin1');
  return header;
}

/** A whole .npy file in memory (at most 4 GiB; larger arrays are written by `writeNpyFile`). */
export function encodeNpy(array: NdArray): Uint8Array {
  const header = npyHeaderOf(array);
  const bytes = new Uint8Array(header.length + array.data.byteLength);
  bytes.set(header);
  let at = header.length;
  for (const piece of bytePieces(array.data)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** `encodeNpyHeader` of an array whose shape fits its data. Throws RangeError if it does not. */
export function npyHeaderOf({ shape, data }: NdArray): Uint8Array {
  if (elementCount(shape) !== data.length)
    throw new RangeError(`shape [${shape.join(', ')}] needs ${elementCount(shape)} elements, got ${data.length}`);
  return encodeNpyHeader(shape);
}
