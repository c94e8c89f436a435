import type { FileHandle } from 'node:fs/promises';
import { isHypertangentError } from '../../errors.ts';
import type { Kept } from '../array-value.ts';
import { damagedFile } from '../damage.ts';
import { checkLength, SUM_BYTES, SumCheck } from '../piece-sums.ts';
import { wrongBodyLength } from './errors.ts';
import type { NpyHeader } from './header.ts';
import { MAX_BODY_OFFSET, npyBodyOffset, parseNpyHeader } from './header.ts';
import { readFully } from './read-fully.ts';

/**
 * Reads and checks the header of a .npy file, and the file's length against it.
 *
 * Of a file with sums the piece that it stands in is held against them before a word of it is believed; any header of a
 * file that is kept was a good one once.
 */
export async function readHeader(handle: FileHandle, kept?: Kept): Promise<NpyHeader> {
  const { size } = await handle.stat();
  if (kept?.sums) checkLength(size, kept.sums, kept.of);
  try {
    const header = parseNpyHeader(kept?.sums ? await firstPiece(handle, size, kept) : await beginning(handle, size));
    const bodyBytes = size - header.bodyOffset;
    if (bodyBytes !== header.bodyBytes) throw wrongBodyLength(header.bodyBytes, `${bodyBytes}`);
    return header;
  } catch (error) {
    if (kept && isHypertangentError(error, 'unsupported_dtype'))
      throw damagedFile(kept.of, 'the header of a file of it is not the one that was written', error);
    throw error;
  }
}

async function firstPiece(handle: FileHandle, size: number, { of, sums }: Kept): Promise<Uint8Array> {
  const piece = Buffer.allocUnsafeSlow(Math.min(SUM_BYTES, size));
  await readFully(handle, piece, 0);
  new SumCheck(sums!, of).push(piece);
  return piece;
}

/** The header, and no more. */
async function beginning(handle: FileHandle, size: number): Promise<Uint8Array> {
  const prefix = new Uint8Array(Math.min(12, size));
  await readFully(handle, prefix, 0);
  const bytes = new Uint8Array(Math.min(npyBodyOffset(prefix) ?? MAX_BODY_OFFSET, size));
  await readFully(handle, bytes, 0);
  return bytes;
}
