import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 2 ** 20;

/**
 * The first `length` bytes of a file in pieces, each good until the next is asked for.
 *
 * Two buffers serve in turn, one read into while the other is used: memory that is new costs several times what the
 * reading does. The file is closed at the end, or when whoever reads gives up.
 *
 * @param available for a file that is still written: how many bytes can be read, once they are more than `position`
 * @throws Error when the file is shorter; what `available` throws
 */
export async function* filePieces(
  file: FileHandle,
  length: number,
  available: (position: number) => Promise<number> = async () => length,
): AsyncGenerator<Uint8Array> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(Math.min(PIECE_BYTES, length)));
  const read = async (position: number, buffer: Buffer) => {
    const stop = Math.min(position + buffer.length, length, await available(position));
    const { bytesRead } = await file.read(buffer, 0, stop - position, position);
    if (bytesRead === 0) throw new Error(`a file ends after ${position} of ${length} bytes`);
    return buffer.subarray(0, bytesRead);
  };
  let pending: Promise<Uint8Array> | undefined;
  try {
    for (let position = 0, turn = 0; position < length; turn++) {
      const piece = await (pending ?? read(position, buffers[0]!));
      position += piece.length;
      pending = position < length ? read(position, buffers[(turn + 1) % 2]!) : undefined;
      pending?.catch(() => {});
      yield piece;
    }
  } finally {
    await pending?.catch(() => {});
    await file.close();
  }
}
