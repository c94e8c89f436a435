import type { FileHandle } from 'node:fs/promises';
import { wrongBodyLength } from './errors.ts';

/** Fills `target` with the bytes of an .npy file from `position` on. Throws `malformed_npy` where the file ends before. */
export async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < target.length; ) {
    const { bytesRead } = await handle.read(target, at, target.length - at, position + at);
    if (bytesRead === 0) throw wrongBodyLength(target.length, `only ${at}, because the file was cut while it was read`);
    at += bytesRead;
  }
}
