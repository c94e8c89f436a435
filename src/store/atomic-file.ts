import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HypertangentError } from '../errors.ts';

/** How the names of unfinished files end: what a crash left behind can be told by it. */
export const TEMPORARY_SUFFIX = '.tmp';

/** One write call takes at most this much: the system's limit is 2 GiB. */
const WRITE_BYTES = 64 * 1024 * 1024;

/**
 * Writes a file that is there whole or not at all, and survives a power cut once this returns.
 *
 * Written to a temporary name beside it, fsynced, renamed over `path`; the directory is fsynced.
 * Throws `storage_full` if the disk or the quota is.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  await replaceFileAtomically(path, (handle) => writeFully(handle, bytes));
}

/** `writeFileAtomically` for contents that `write` produces; if it throws, nothing is left behind. */
export async function replaceFileAtomically<Result>(path: string, write: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`;
  const result = await writeNewFile(temporary, write);
  await publishFile(temporary, path);
  return result;
}

/** Creates `path`, lets `write` fill it and fsyncs it; if anything fails, the file is removed. Its name is not durable yet. */
export async function writeNewFile<Result>(path: string, write: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  return withStorageErrors(async () => {
    const handle = await open(path, 'wx');
    try {
      const result = await write(handle);
      await handle.sync();
      await handle.close();
      return result;
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(path, { force: true });
      throw error;
    }
  });
}

/** Renames `temporary` to `path` and makes the name durable; if the renaming fails, `temporary` is removed. */
export async function publishFile(temporary: string, path: string): Promise<void> {
  await withStorageErrors(async () => {
    try {
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncDirectory(dirname(path));
  });
}

/** Makes names that were added to or removed from a directory durable, where the file system can. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EISDIR'].includes(errorCode(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** Writes all of `bytes` at the handle's position, in as many calls as it takes. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(WRITE_BYTES, bytes.length - at), null);
    at += bytesWritten;
  }
}

/** The system's code of an I/O error (`ENOENT`), or the empty string. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Runs `work`, and turns "no space left" and "quota exceeded" into `storage_full`. */
export async function withStorageErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const reason = { ENOSPC: 'no space is left on the device', EDQUOT: 'the disk quota is used up' }[errorCode(error)];
    if (reason === undefined) throw error;
    const message = `The data directory is full: ${reason}. Delete arrays or regressions that are no longer needed, or give the service a larger disk.`;
    throw new HypertangentError('storage_full', message, { reason }, error);
  }
}
