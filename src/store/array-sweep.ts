import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDataFile, isSidecarFile, readSidecar } from './array-sidecar.ts';
import { TEMPORARY_SUFFIX } from './atomic-file.ts';

/**
 * Removes from the array directory, whose files are `names`, what interrupted uploads left behind: temporary
 * files, and data files that no sidecar names. Returns the names of the removed files.
 *
 * A data file whose sidecar is there but unreadable is kept for a person to look at.
 */
export async function sweepArrays(directory: string, names: readonly string[]): Promise<string[]> {
  const sidecars = new Set(names.filter(isSidecarFile));
  const removed: string[] = [];
  for (const name of names) {
    if (!(await isLeftover(directory, name, sidecars))) continue;
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
  const sidecar = await readSidecar(join(directory, sidecarName));
  return sidecar !== undefined && sidecar.file !== name;
}
