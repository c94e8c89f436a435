import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { HypertangentError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { elementCount } from '../../nd-array.ts';
import { replaceFileAtomically, withStorageErrors, writeFully } from '../atomic-file.ts';
import { convertElements, swapBytes } from './convert.ts';
import { npyHeaderOf } from './encode.ts';
import { wrongBodyLength } from './errors.ts';
import type { NpyHeader } from './header.ts';
import { MAX_BODY_OFFSET, npyBodyOffset, parseNpyHeader } from './header.ts';
import { bytePieces } from './pieces.ts';
import { fortranToRowMajor } from './transpose.ts';

/** Rows `start` to `stop` (exclusive) of the first axis. */
export type RowRange = readonly [start: number, stop: number];

/** Makes room for so many numbers. */
export type Allocate = (length: number) => Float64Array;

const privateArray: Allocate = (length) => new Float64Array(length);

/** Elements that are no doubles pass through scratch space of this size, not the whole raw file. */
const SCRATCH_BYTES = 4 * 1024 * 1024;

/** Reads and checks the header of a .npy file, and the file's length against it. */
export async function readNpyHeaderFile(path: string): Promise<NpyHeader> {
  return withFile(path, readHeader);
}

/**
 * Reads a .npy file, or some rows of it, as row-major float64.
 *
 * Only the rows asked for are read; a Fortran-order file is read whole. Memory: 8 bytes an element
 * and a few MiB (16 bytes an element for a moment in Fortran order). Throws `malformed_npy`,
 * `unsupported_dtype`, or `shape_mismatch` for rows that are not there.
 *
 * @param allocate makes the memory that is read into; numbers in Fortran order end elsewhere
 */
export async function readNpyFile(path: string, rows?: RowRange, allocate: Allocate = privateArray): Promise<NdArray> {
  return withFile(path, async (handle) => {
    const header = await readHeader(handle);
    const { shape, dtype, bodyOffset } = header;
    if (rows === undefined) return { shape, data: await readWhole(handle, header, allocate) };
    const [start, stop] = checkRows(rows, shape);
    const rowElements = elementCount(shape.slice(1));
    const range = [start * rowElements, stop * rowElements] as const;
    const outShape = [stop - start, ...shape.slice(1)];
    if (header.fortranOrder) return { shape: outShape, data: (await readWhole(handle, header, privateArray)).slice(...range) };
    const data = allocate(range[1] - range[0]);
    await readElements(handle, header, bodyOffset + range[0] * dtype.itemBytes, data);
    return { shape: outShape, data };
  });
}

/** Writes a .npy file (row-major `<f8`) that is there whole or not at all, and survives a power cut. */
export async function writeNpyFile(path: string, array: NdArray): Promise<void> {
  const header = npyHeaderOf(array);
  await replaceFileAtomically(path, async (handle) => {
    await writeFully(handle, header);
    for (const piece of bytePieces(array.data)) await writeFully(handle, piece);
  });
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

async function readWhole(handle: FileHandle, header: NpyHeader, allocate: Allocate): Promise<Float64Array> {
  const data = allocate(elementCount(header.shape));
  await readElements(handle, header, header.bodyOffset, data);
  return header.fortranOrder ? fortranToRowMajor(data, header.shape) : data;
}

/** Fills `target` with consecutive elements of the file, the first at byte `position`. */
async function readElements(handle: FileHandle, { dtype }: NpyHeader, position: number, target: Float64Array): Promise<void> {
  if (dtype.kind === 'f8') {
    for (const piece of bytePieces(target)) {
      await readFully(handle, piece, position);
      if (dtype.bigEndian) swapBytes(piece, dtype.itemBytes);
      position += piece.length;
    }
    return;
  }
  const scratch = new Uint8Array(Math.min(SCRATCH_BYTES, target.length * dtype.itemBytes));
  for (let at = 0; at < target.length; at += scratch.length / dtype.itemBytes) {
    const raw = scratch.subarray(0, (target.length - at) * dtype.itemBytes);
    await readFully(handle, raw, position + at * dtype.itemBytes);
    convertElements(dtype, raw, target, at);
  }
}

async function readHeader(handle: FileHandle): Promise<NpyHeader> {
  const { size } = await handle.stat();
  const prefix = new Uint8Array(Math.min(12, size));
  await readFully(handle, prefix, 0);
  const bytes = new Uint8Array(Math.min(npyBodyOffset(prefix) ?? MAX_BODY_OFFSET, size));
  await readFully(handle, bytes, 0);
  const header = parseNpyHeader(bytes);
  const bodyBytes = size - header.bodyOffset;
  if (bodyBytes !== header.bodyBytes) throw wrongBodyLength(header.bodyBytes, `${bodyBytes}`);
  return header;
}

async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < target.length; ) {
    const { bytesRead } = await handle.read(target, at, target.length - at, position + at);
    if (bytesRead === 0) throw wrongBodyLength(target.length, `only ${at}, because the file was cut while it was read`);
    at += bytesRead;
  }
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
