import { open, stat, truncate } from 'node:fs/promises';
import { isHypertangentError } from '../../src/errors.ts';

/** What goes wrong with files. */

/** Flips one bit of a file, of the byte at `position`; a negative one counts from the end. */
export async function flipBit(path: string, position: number, bit = 0): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    const { size } = await handle.stat();
    const at = position < 0 ? size + position : position;
    const byte = new Uint8Array(1);
    const { bytesRead } = await handle.read(byte, 0, 1, at);
    if (bytesRead === 0) throw new RangeError(`${path} has no byte ${at}`);
    byte[0]! ^= 1 << bit;
    await handle.write(byte, 0, 1, at);
  } finally {
    await handle.close();
  }
}

/** Cuts the end of a file off. */
export async function cutShort(path: string, bytes = 1): Promise<void> {
  await truncate(path, (await stat(path)).size - bytes);
}

/** Whether an error says that this is damaged. */
export const damaged = (what: string) => (error: unknown) =>
  isHypertangentError(error, 'damaged_file') && error.details.what === what && !error.message.includes('/');
