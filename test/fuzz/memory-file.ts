import type { FileHandle } from 'node:fs/promises';

/** Bytes in memory as the part of an open file that readers use. */
export function memoryFile(bytes: Uint8Array): FileHandle {
  const file = {
    stat: async () => ({ size: bytes.length }),
    read: async (target: Uint8Array, offset: number, length: number, position: number) => {
      const piece = position > bytes.length ? new Uint8Array(0) : bytes.subarray(position, position + length);
      target.set(piece, offset);
      return { bytesRead: piece.length };
    },
  };
  return file as unknown as FileHandle;
}
