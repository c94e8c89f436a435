import type { Matrix } from '../nd-array.ts';

/** Zeros in memory that threads share. */
export function sharedArray(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
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
  const shared = new Int32Array(new SharedArrayBuffer(source.byteLength));
  shared.set(source);
  return shared;
}
