import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ArrayValue, isNdArray, mapArrays } from './array-value.ts';
import { syncDirectory, TEMPORARY_SUFFIX, writeJsonAtomically } from './atomic-file.ts';
import { readNpyFile, writeNpyFile } from './npy/file.ts';

/** How an array stands in a bundle's JSON: by the name of its file. */
interface PackedArray {
  $npy: string;
  shape: readonly number[];
}

/**
 * A tree of plain data and arrays in a folder: `NAME.json`, and an `.npy` beside it for each array.
 *
 * The JSON is written last, so a bundle that was interrupted is not there at all. Arrays that already
 * stand in a file of the folder stay where they are; others are moved into it.
 */
export async function writeBundle(folder: string, name: string, tree: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const packed = await mapArrays(tree, async (array, path) => {
    const file = `${[name, ...path].join('.')}.npy`;
    await placeArray(folder, file, array);
    return { $npy: file, shape: array.shape } satisfies PackedArray;
  });
  await writeJsonAtomically(join(folder, `${name}.json`), packed);
}

async function placeArray(folder: string, file: string, array: ArrayValue): Promise<void> {
  if (isNdArray(array)) return writeNpyFile(join(folder, file), array);
  await syncFile(array.npyPath);
  if (array.npyPath !== join(folder, file)) await rename(array.npyPath, join(folder, file));
  await syncDirectory(folder);
}

/** A file that was written as scratch survives a power cut from now on. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The tree of a bundle with its arrays as files, or undefined if there is none.
 *
 * @throws SyntaxError if its JSON is damaged
 */
export async function readBundle(folder: string, name: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, `${name}.json`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text, (_key, value) =>
    isPacked(value) ? { shape: value.shape, npyPath: join(folder, basename(value.$npy)) } : value,
  );
}

/** The tree of a bundle, or undefined if there is none that can be read: for lists, which one damaged file must not stop. */
export async function readIntactBundle(folder: string, name: string): Promise<unknown> {
  try {
    return await readBundle(folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a folder holds a bundle, intact or not. */
export async function hasBundle(folder: string, name: string): Promise<boolean> {
  return access(join(folder, `${name}.json`)).then(
    () => true,
    () => false,
  );
}

/** Replaces the files of a tree's arrays by their contents. */
export async function loadArrays(tree: unknown): Promise<unknown> {
  return mapArrays(tree, (array) => (isNdArray(array) ? array : readNpyFile(array.npyPath)));
}

/** Removes a bundle with all of its folder, the JSON first: when this is interrupted, it is not there any more. */
export async function removeBundle(folder: string, name: string): Promise<void> {
  await rm(join(folder, `${name}.json`), { force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Removes the files of a folder whose writing was interrupted; nothing else may be written there meanwhile. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(folder, name), { force: true });
}

function isPacked(value: unknown): value is PackedArray {
  return typeof value === 'object' && value !== null && typeof (value as PackedArray).$npy === 'string';
}

/** Ids of the bundles' folders in `parent`: those whose names match `pattern`. */
export async function bundleIds(parent: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(parent)).filter((name) => pattern.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
