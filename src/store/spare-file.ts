import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, syncDirectory, TEMPORARY_SUFFIX, withStorageErrors, writeFully } from './atomic-file.ts';

/** Room for the text of a small file. */
const SPARE_BYTES = 8192;

/**
 * Keeps room for a file that has to be written even when the disk is full by then; does nothing where it is kept already.
 *
 * @throws HypertangentError `storage_full`
 */
export async function keepSpare(spare: string): Promise<void> {
  await withStorageErrors(async () => {
    await mkdir(dirname(spare), { recursive: true });
    try {
      const handle = await open(spare, 'wx');
      try {
        await writeFully(handle, new Uint8Array(SPARE_BYTES));
      } catch (error) {
        await rm(spare, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  });
}

/**
 * Writes a small file into the room that was kept, as `writeFileAtomically` would; whoever takes the room first has it.
 *
 * @returns false if there is none
 */
export async function writeToSpare(spare: string, path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`;
  try {
    await rename(spare, temporary);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    const bytes = Buffer.from(text);
    const handle = await open(temporary, 'r+');
    try {
      await writeFully(handle, bytes);
      await handle.truncate(bytes.length);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
  return true;
}
