import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ArrayValue, collectArrays, mapArrays } from './array-value.ts';
import { errorCode, syncDirectory, TEMPORARY_SUFFIX, withStorageErrors } from './atomic-file.ts';
import { BundleFiles } from './bundle-files.ts';
import { intact } from './damage.ts';
import { readSealed, writeSealed } from './envelope.ts';
import { namesIn } from './folders.ts';
import { loadValue } from './values.ts';

/** Where a bundle stands, and of what it is. */
export interface BundlePlace {
  folder: string;
  name: string;
  /** Its thing by kind and id, such as `result of job 1a2b…`: a bundle in another's place is damaged. */
  of: string;
}

/** How an array stands in a bundle's JSON: by the name of its file, and what the file is to the bit. */
interface PackedArray {
  $npy: string;
  shape: readonly number[];
  /** Absent where an earlier version wrote it, as `crc32`. */
  bytes?: number;
  /** See `FileSums`. */
  crc32?: string;
}

/**
 * Keeps a tree of plain data and arrays in a folder: `NAME.json`, and for each array a file `NAME.<nonce>.<path>.npy`.
 *
 * The JSON is written last, and files have names that no other writing uses: a bundle that was interrupted is not there at
 * all, and whichever of two that were written at the same time is there names files of its own. Arrays that stand in a file
 * of the folder that nobody keeps yet are taken over; others stay where they are, too. Of a bundle that it replaces the files
 * go; of one that cannot be written, what was written of it.
 *
 * @throws HypertangentError `storage_full`, or `damaged_file` for an array that is kept elsewhere and is not what it was
 */
export async function writeBundle(place: BundlePlace, tree: unknown): Promise<void> {
  await withStorageErrors(() => mkdir(place.folder, { recursive: true }));
  const nonce = randomBytes(4).toString('hex');
  const files = new BundleFiles(place.folder, place.name, nonce);
  const packed = new Map<ArrayValue, PackedArray>();
  const before = await filesOf(place);
  try {
    await withStorageErrors(async () => {
      for (const { name, array } of collectArrays(tree, [], '.')) {
        if (packed.has(array)) continue;
        const { file, sums } = await files.place(array, name);
        packed.set(array, { $npy: file, shape: array.shape, ...sums });
      }
      if (packed.size > 0) await syncDirectory(place.folder);
    });
    await writeSealed(jsonPath(place), place.of, await mapArrays(tree, (array) => packed.get(array)));
  } catch (error) {
    if (!(await mayName(place, nonce))) await files.undo();
    throw error;
  }
  const now = new Set([...packed.values()].map(({ $npy }) => $npy));
  // The bundle is there: a file too many does no harm.
  for (const file of before) if (!now.has(file)) await rm(join(place.folder, file), { force: true }).catch(() => {});
}

/**
 * The tree of a bundle with its arrays as files, or undefined if there is none.
 *
 * @throws HypertangentError `damaged_file`
 */
export async function readBundle(place: BundlePlace): Promise<unknown> {
  const text = await readSealed(jsonPath(place), place.of);
  if (text === undefined) return undefined;
  return JSON.parse(text, (_key, value) => (isPacked(value) ? unpacked(place, value) : value));
}

/** Whether a folder holds a bundle, intact or not. */
export async function hasBundle(folder: string, name: string): Promise<boolean> {
  try {
    await access(join(folder, `${name}.json`));
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Replaces the files of a tree's arrays by their contents. @throws HypertangentError `damaged_file` */
export async function loadArrays(tree: unknown): Promise<unknown> {
  return mapArrays(tree, loadValue);
}

/** Whether the files of all arrays of a tree are there. */
export async function isThere(tree: unknown): Promise<boolean> {
  const files = collectArrays(tree).flatMap(({ array }) => ('npyPath' in array ? [array.npyPath] : []));
  const found = await Promise.allSettled(files.map((path) => access(path)));
  return found.every(({ status }) => status === 'fulfilled');
}

/** Removes one bundle of a folder. */
export async function removeBundle(place: BundlePlace): Promise<void> {
  const files = await filesOf(place);
  await rm(jsonPath(place), { force: true });
  for (const file of files) await rm(join(place.folder, file), { force: true });
}

/**
 * Removes a folder with all its bundles, which are there whole or not at all meanwhile.
 *
 * @param main the bundle without which the others are nothing: it goes first, so that what is interrupted is not there any more
 */
export async function removeFolder(folder: string, main: string): Promise<void> {
  const bundles = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
  bundles.sort((a, b) => Number(b === `${main}.json`) - Number(a === `${main}.json`));
  for (const name of bundles) await rm(join(folder, name), { force: true });
  if (bundles.length > 0) await syncDirectory(folder);
  // Somebody may be writing into it still.
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Ids of the bundles' folders in `parent`: those whose names match `pattern`. */
export async function bundleIds(parent: string, pattern: RegExp): Promise<string[]> {
  return (await namesIn(parent)).filter((name) => pattern.test(name));
}

/** Names of the files that an intact bundle refers to; none if there is no such bundle. */
export async function filesOf(place: BundlePlace): Promise<string[]> {
  const tree = await intact(() => readBundle(place));
  return collectArrays(tree).flatMap(({ array }) => ('npyPath' in array ? [basename(array.npyPath)] : []));
}

/** Whether a JSON that could not be made durable may be there all the same. */
async function mayName(place: BundlePlace, nonce: string): Promise<boolean> {
  try {
    return (await readFile(jsonPath(place), 'utf8')).includes(nonce);
  } catch (error) {
    return errorCode(error) !== 'ENOENT';
  }
}

function jsonPath({ folder, name }: BundlePlace): string {
  return join(folder, `${name}.json`);
}

function unpacked({ folder, of }: BundlePlace, { $npy, shape, bytes, crc32 }: PackedArray): ArrayValue {
  const sums = bytes !== undefined && crc32 !== undefined && { sums: { bytes, crc32 } };
  return { shape, npyPath: join(folder, basename($npy)), kept: { of, ...sums } };
}

/** Removes the files of a folder whose writing was interrupted; nothing else may be written there meanwhile. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(folder, name), { force: true });
}

function isPacked(value: unknown): value is PackedArray {
  return typeof value === 'object' && value !== null && typeof (value as PackedArray).$npy === 'string';
}
