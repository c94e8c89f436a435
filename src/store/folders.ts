import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './atomic-file.ts';

/** What is in a folder; nothing if there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Whether a file, or a folder and every file in it, was last changed at least so long ago; what is gone was not.
 *
 * Times are those of the file system, which may be another machine's: a sweep of a shared directory leaves room for that.
 */
export async function isOlder(path: string, ms: number): Promise<boolean> {
  // The clock of file systems is finer than Date.now: what was written just now may be a moment ahead.
  if (ms === 0) return true;
  try {
    const found = await stat(path);
    if (Date.now() - found.mtimeMs < ms) return false;
    if (!found.isDirectory()) return true;
    for (const name of await readdir(path)) if (!(await isOlder(join(path, name), ms))) return false;
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
