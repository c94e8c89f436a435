import type { Matrix } from '../nd-array.ts';
import { collectGarbage } from './garbage.ts';

/** Shared memory that is made between two collections of garbage: 512 MiB. */
const BYTES_PER_COLLECTION = 2 ** 29;

let madeBytes = 0;
let collections = 0;

/** How often this thread has collected garbage because of shared memory; others that hold views of it follow. */
export function sharedCollections(): number {
  return collections;
}

/** Memory that threads share, zeros. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  madeBytes += bytes;
  if (madeBytes > BYTES_PER_COLLECTION) {
    madeBytes = bytes;
    collections++;
    collectGarbage();
  }
  return new SharedArrayBuffer(bytes);
}

/** Zeros in memory that threads share. */
export function sharedArray(length: number): Float64Array {
  return new Float64Array(sharedBuffer(8 * length));
}

/** The same numbers in memory that threads share: the matrix itself if they are. */
export function shareMatrix(source: Matrix): Matrix {
  if (source.data.buffer instanceof SharedArrayBuffer) return source;
  const data = sharedArray(source.data.length);
  data.set(source.data);
  return { shape: source.shape, data };
}

/** The same indices in memory that threads share. */
export function shareIndices(source: Int32Array): Int32Array {
  const shared = new Int32Array(sharedBuffer(source.byteLength));
  shared.set(source);
  return shared;
}
