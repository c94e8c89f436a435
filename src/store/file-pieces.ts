import type { FileHandle } from 'node:fs/promises';
import type { Kept } from './array-value.ts';
import { asDamage, damagedFile } from './damage.ts';
import { checkLength, SUM_BYTES, SumCheck } from './piece-sums.ts';

/** Pieces are those that have sums. */
const PIECE_BYTES = SUM_BYTES;

export interface FilePiecesOptions {
  /** What is known of a file that is kept. */
  kept?: Kept | undefined;
  /** For a file that is still written: how many bytes can be read, once they are more than `position`. */
  available?: (position: number) => Promise<number>;
}

/**
 * The first `length` bytes of a file in pieces, each good until the next is asked for.
 *
 * Two buffers serve in turn, one read into while the other is used: memory that is new costs several times what the
 * reading does. The file is closed at the end, or when whoever reads gives up.
 *
 * @throws HypertangentError `damaged_file` in place of the first piece that is not what was written
 * @throws Error when a file that nobody keeps is shorter; what `available` throws
 */
export async function* filePieces(
  file: FileHandle,
  length: number,
  { kept, available = async () => length }: FilePiecesOptions = {},
): AsyncGenerator<Uint8Array> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length)));
  const check = kept?.sums && new SumCheck(kept.sums, kept.of);
  const read = async (position: number, buffer: Buffer) => {
    const wanted = Math.min(position + buffer.length, length, await available(position)) - position;
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(buffer, filled, wanted - filled, position + filled);
      if (bytesRead === 0) throw cutShort(position + filled, length, kept);
      filled += bytesRead;
    }
    const piece = buffer.subarray(0, filled);
    check?.push(piece);
    return piece;
  };
  let pending: Promise<Uint8Array> | undefined;
  try {
    if (kept?.sums) checkLength((await file.stat()).size, kept.sums, kept.of);
    for (let position = 0, turn = 0; position < length; turn++) {
      const piece = await (pending ?? read(position, buffers[0]!));
      position += piece.length;
      pending = position < length ? read(position, buffers[(turn + 1) % 2]!) : undefined;
      pending?.catch(() => {});
      yield piece;
    }
  } catch (error) {
    throw asDamage(kept?.of, error);
  } finally {
    await pending?.catch(() => {});
    await file.close();
  }
}

function cutShort(bytes: number, length: number, kept: Kept | undefined): Error {
  const how = `a file ends after ${bytes} of ${length} bytes`;
  return kept ? damagedFile(kept.of, how) : new Error(how);
}
