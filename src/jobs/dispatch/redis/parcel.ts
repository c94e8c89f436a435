import { mkdir } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { isNdArray, isNpyFile, mapArrays, type NpyFile } from '../../../store/array-value.ts';
import { readNpyFile, writeNpyScratch } from '../../../store/npy/file.ts';

/** Arrays beyond this many bytes go through the data directory, not through Redis. */
const INLINE_ARRAY_BYTES = 64 * 1024;

/** An array on its way: its file in the data directory, wherever that is mounted. */
interface SentFile extends NpyFile {
  /** Whether it was in memory and is to be again. */
  load: boolean;
}

/**
 * A tree of plain data and arrays as text for Redis.
 *
 * @param folder where large arrays are written that stand in no file yet; within `dataDir`
 */
export async function pack(tree: unknown, dataDir: string, folder: string): Promise<string> {
  let written = 0;
  const sent = await mapArrays(tree, async (array) => {
    if (isNpyFile(array)) return { ...array, npyPath: relative(dataDir, array.npyPath), load: false } satisfies SentFile;
    if (array.data.byteLength <= INLINE_ARRAY_BYTES) return array;
    await mkdir(folder, { recursive: true });
    const npyPath = join(folder, `sent-${written++}.npy`);
    await writeNpyScratch(npyPath, array);
    return { shape: array.shape, npyPath: relative(dataDir, npyPath), load: true } satisfies SentFile;
  });
  return serialize(sent).toString('base64');
}

/** What {@link pack} made a text of, on this machine or another. */
export async function unpack(text: string, dataDir: string): Promise<unknown> {
  return mapArrays(deserialize(Buffer.from(text, 'base64')), async (array) => {
    if (isNdArray(array)) return array;
    const { load, ...file } = array as SentFile;
    // Redis is trusted as the data directory is; a path that leads out of it is a mistake all the same.
    if (isAbsolute(file.npyPath) || file.npyPath.startsWith('..'))
      throw new RangeError(`not in the data directory: ${file.npyPath}`);
    const found = { ...file, npyPath: join(dataDir, file.npyPath) };
    return load ? readNpyFile(found.npyPath) : found;
  });
}
