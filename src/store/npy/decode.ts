import type { NdArray } from '../../nd-array.ts';
import { elementCount } from '../../nd-array.ts';
import { convertElements, swapBytes } from './convert.ts';
import type { Dtype } from './dtype.ts';
import { wrongBodyLength } from './errors.ts';
import { parseNpyHeader } from './header.ts';
import { bytePieces } from './pieces.ts';
import { fortranToRowMajor } from './transpose.ts';

/** Elements pass through scratch space of this size: small enough for the second-level cache. */
const SCRATCH_BYTES = 64 * 1024;

/**
 * Reads a whole .npy file as row-major float64.
 *
 * Nothing larger than the bytes at hand warrants is allocated: eight bytes an element, twice that for
 * a moment when the array is in Fortran order. Throws `malformed_npy` or `unsupported_dtype`.
 */
export function decodeNpy(bytes: Uint8Array): NdArray {
  const header = parseNpyHeader(bytes);
  const body = bytes.subarray(header.bodyOffset);
  if (body.length !== header.bodyBytes) throw wrongBodyLength(header.bodyBytes, `${body.length}`);
  const data = new Float64Array(elementCount(header.shape));
  decodeBody(header.dtype, body, data);
  return { shape: header.shape, data: header.fortranOrder ? fortranToRowMajor(data, header.shape) : data };
}

function decodeBody(dtype: Dtype, body: Uint8Array, target: Float64Array): void {
  if (dtype.kind === 'f8') {
    copyDoubles(dtype, body, target);
    return;
  }
  const scratch = new Uint8Array(Math.min(SCRATCH_BYTES, body.length));
  for (let at = 0; at < body.length; at += scratch.length) {
    const raw = scratch.subarray(0, Math.min(scratch.length, body.length - at));
    raw.set(body.subarray(at, at + raw.length));
    convertElements(dtype, raw, target, at / dtype.itemBytes);
  }
}

/** Copies once, whatever the alignment. */
function copyDoubles(dtype: Dtype, body: Uint8Array, target: Float64Array): void {
  let at = 0;
  for (const piece of bytePieces(target)) {
    piece.set(body.subarray(at, at + piece.length));
    if (dtype.bigEndian) swapBytes(piece, dtype.itemBytes);
    at += piece.length;
  }
}
