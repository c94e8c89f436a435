import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { HypertangentError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { elementCount } from '../../nd-array.ts';
import type { Kept, StoredNpy } from '../array-value.ts';
import { replaceFileAtomically, withStorageErrors, writeFully, writeNewFile } from '../atomic-file.ts';
import { asDamage } from '../damage.ts';
import { type FileSums, PieceSums } from '../piece-sums.ts';
import { npyHeaderOf } from './encode.ts';
import type { NpyHeader } from './header.ts';
import { bytePieces } from './pieces.ts';
import { readElements } from './read-elements.ts';
import { readHeader } from './read-header.ts';
import { fortranToRowMajor } from './transpose.ts';

/** Rows `start` to `stop` (exclusive) of the first axis. */
export type RowRange = readonly [start: number, stop: number];

/** Makes room for so many numbers. */
export type Allocate = (length: number) => Float64Array;

const privateArray: Allocate = (length) => new Float64Array(length);

/** Reads and checks the header of a .npy file, and the file's length against it. */
export async function readNpyHeaderFile(path: string): Promise<NpyHeader> {
  return withFile(path, (handle) => readHeader(handle));
}

/**
 * Reads a .npy file, or some rows of it, as row-major float64.
 *
 * Only the rows asked for are read, and what has its sums in common with them; a Fortran-order file is read whole. Memory: 8
 * bytes an element and a few MiB (16 bytes an element for a moment in Fortran order). Throws `malformed_npy`,
 * `unsupported_dtype`, or `shape_mismatch` for rows that are not there; `damaged_file` for a file that is kept and is not
 * what it was.
 *
 * @param file its path, where nobody keeps it
 * @param allocate makes the memory that is read into; numbers in Fortran order end elsewhere
 */
export async function readNpyFile(file: string | StoredNpy, rows?: RowRange, allocate: Allocate = privateArray): Promise<NdArray> {
  const { npyPath, kept }: StoredNpy = typeof file === 'string' ? { npyPath: file } : file;
  try {
    return await withFile(npyPath, (handle) => readArray(handle, kept, rows, allocate));
  } catch (error) {
    throw asDamage(kept?.of, error);
  }
}

/** Writes a .npy file (row-major `<f8`) that is there whole or not at all, and survives a power cut. */
export async function writeNpyFile(path: string, array: NdArray): Promise<FileSums> {
  return replaceFileAtomically(path, (handle) => writeArray(handle, array));
}

/** The same for a name that nobody looks for yet: it is durable with the next fsync of the directory. */
export async function writeNewNpyFile(path: string, array: NdArray): Promise<FileSums> {
  return writeNewFile(path, (handle) => writeArray(handle, array));
}

/** Writes a .npy file that need not survive a power cut, and that nobody reads before the promise resolves. */
export async function writeNpyScratch(path: string, array: NdArray): Promise<void> {
  const header = npyHeaderOf(array);
  await withStorageErrors(async () => {
    const handle = await open(path, 'w');
    try {
      await writeFully(handle, header);
      for (const piece of bytePieces(array.data)) await writeFully(handle, piece);
    } finally {
      await handle.close();
    }
  });
}

/** What is written is summed up meanwhile. */
async function writeArray(handle: FileHandle, array: NdArray): Promise<FileSums> {
  const sums = new PieceSums();
  const header = npyHeaderOf(array);
  sums.push(header);
  await writeFully(handle, header);
  for (const piece of bytePieces(array.data)) {
    const written = writeFully(handle, piece);
    // Awaited below: until then its failure is nobody's.
    written.catch(() => {});
    sums.push(piece);
    await written;
  }
  return sums.finish();
}

async function readArray(
  handle: FileHandle,
  kept: Kept | undefined,
  rows: RowRange | undefined,
  allocate: Allocate,
): Promise<NdArray> {
  const header = await readHeader(handle, kept);
  const { shape, dtype, bodyOffset, fortranOrder } = header;
  const readWhole = async (room: Allocate) => {
    const data = room(elementCount(shape));
    await readElements(handle, dtype, bodyOffset, data, kept);
    return fortranOrder ? fortranToRowMajor(data, shape) : data;
  };
  if (rows === undefined) return { shape, data: await readWhole(allocate) };
  const [start, stop] = checkRows(rows, shape);
  const rowElements = elementCount(shape.slice(1));
  const outShape = [stop - start, ...shape.slice(1)];
  if (fortranOrder)
    return { shape: outShape, data: (await readWhole(privateArray)).slice(start * rowElements, stop * rowElements) };
  const data = allocate((stop - start) * rowElements);
  await readElements(handle, dtype, bodyOffset + start * rowElements * dtype.itemBytes, data, kept);
  return { shape: outShape, data };
}

function checkRows([start, stop]: RowRange, shape: readonly number[]): RowRange {
  const length = shape[0] ?? 0;
  if (shape.length > 0 && [start, stop].every(Number.isSafeInteger) && 0 <= start && start <= stop && stop <= length)
    return [start, stop];
  const expected = shape.length === 0 ? 'an array with at least one axis' : `0 ≤ start ≤ stop ≤ ${length}`;
  const message = `Rows [${start}, ${stop}] do not exist in an array of shape [${shape.join(', ')}]: ${expected} is needed.`;
  throw new HypertangentError('shape_mismatch', message, { path: '/rows', expected, received: `[${start}, ${stop}]` });
}

async function withFile<Result>(path: string, use: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const handle = await open(path, 'r');
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}
