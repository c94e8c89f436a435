import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDataFile, isSidecarFile, readSidecar } from './array-sidecar.ts';
import { TEMPORARY_SUFFIX } from './atomic-file.ts';
import { intact } from './damage.ts';
import { isOlder } from './folders.ts';

/**
 * Removes from the array directory, whose files are `names`, what interrupted uploads left behind: temporary
 * files, and data files that no sidecar names. Returns the names of the removed files.
 *
 * A data file whose sidecar is there but damaged is kept for a person to look at.
 *
 * @param olderThanMs of those alone that were changed no later: another server may be in the middle of an upload
 */
export async function sweepArrays(directory: string, names: readonly string[], olderThanMs: number): Promise<string[]> {
  const sidecars = new Set(names.filter(isSidecarFile));
  const removed: string[] = [];
  for (const name of names) {
    if (!(await isLeftover(directory, name, sidecars)) || !(await isOlder(join(directory, name), olderThanMs))) continue;
    await rm(join(directory, name), { force: true });
    removed.push(name);
  }
  return removed;
}

async function isLeftover(directory: string, name: string, sidecars: ReadonlySet<string>): Promise<boolean> {
  if (name.endsWith(TEMPORARY_SUFFIX)) return true;
  if (!isDataFile(name)) return false;
  const sidecarName = `${name.slice(0, name.indexOf('.'))}.json`;
  if (!sidecars.has(sidecarName)) return true;
  const sidecar = await intact(() => readSidecar(join(directory, sidecarName), sidecarName));
  return sidecar !== undefined && sidecar.file !== name;
}
