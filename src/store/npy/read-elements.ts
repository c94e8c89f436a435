import type { FileHandle } from 'node:fs/promises';
import type { Kept } from '../array-value.ts';
import { SUM_BYTES, SumCheck } from '../piece-sums.ts';
import { convertElements, swapBytes } from './convert.ts';
import type { Dtype } from './dtype.ts';
import { bytePieces } from './pieces.ts';
import { readFully } from './read-fully.ts';

/** How much is read at a time: little enough to be in the cache still when it is summed up. */
const READ_BYTES = 4 * 1024 * 1024;

/**
 * Fills `target` with consecutive elements of an .npy file, the first at byte `position`.
 *
 * Of a file with sums it reads the pieces whole that they stand in, what is beside them into scratch space.
 *
 * @throws HypertangentError `damaged_file`, `malformed_npy` for a file that ends before, or `unsupported_dtype`
 */
export async function readElements(
  handle: FileHandle,
  dtype: Dtype,
  position: number,
  target: Float64Array,
  kept?: Kept,
): Promise<void> {
  const check = kept?.sums && new SumCheck(kept.sums, kept.of, Math.floor(position / SUM_BYTES));
  if (check) await checkUpTo(position, check, handle);
  if (dtype.kind === 'f8') await readDoubles(handle, dtype, position, target, check);
  else await readOthers(handle, dtype, position, target, check);
  if (check) await checkUpTo(check.pieceEnd, check, handle);
}

/** The next piece is read while the one before is summed up and its bytes are swapped. */
async function readDoubles(
  handle: FileHandle,
  dtype: Dtype,
  position: number,
  target: Float64Array,
  check?: SumCheck,
): Promise<void> {
  let reading: Promise<void> | undefined;
  let before: Uint8Array | undefined;
  const use = (piece: Uint8Array) => {
    check?.push(piece);
    if (dtype.bigEndian) swapBytes(piece, dtype.itemBytes);
  };
  try {
    for (const piece of bytePieces(target, READ_BYTES)) {
      await reading;
      reading = readFully(handle, piece, position);
      position += piece.length;
      if (before) use(before);
      before = piece;
    }
    await reading;
    if (before) use(before);
  } finally {
    await reading?.catch(() => {});
  }
}

/** What are no doubles pass through scratch space, not the whole raw file. */
async function readOthers(
  handle: FileHandle,
  dtype: Dtype,
  position: number,
  target: Float64Array,
  check?: SumCheck,
): Promise<void> {
  const scratch = new Uint8Array(Math.min(READ_BYTES, target.length * dtype.itemBytes));
  for (let at = 0; at < target.length; at += scratch.length / dtype.itemBytes) {
    const raw = scratch.subarray(0, (target.length - at) * dtype.itemBytes);
    await readFully(handle, raw, position + at * dtype.itemBytes);
    check?.push(raw);
    try {
      convertElements(dtype, raw, target, at);
    } catch (error) {
      // A number that cannot be converted may be none that was written.
      if (check) await checkUpTo(check.pieceEnd, check, handle);
      throw error;
    }
  }
}

/** Sums up the bytes before `position` that are not wanted. */
async function checkUpTo(position: number, check: SumCheck, handle: FileHandle): Promise<void> {
  const bytes = Buffer.allocUnsafeSlow(position - check.position);
  await readFully(handle, bytes, check.position);
  check.push(bytes);
}
