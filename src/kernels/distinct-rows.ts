import { type Matrix, matrix, row } from '../nd-array.ts';

/** Rows without repetitions, in order of first appearance, and where each row went. */
export interface DistinctRows {
  rows: Matrix;
  indexOf: Int32Array;
}

/**
 * The rows of `source` without repetitions, in order of first appearance, and where each row went.
 *
 * One that repeats the row before it costs a comparison; others are looked up by their bits, so that 0 and −0 may differ.
 */
export function distinctRows(source: Matrix): DistinctRows {
  const [count, columns] = source.shape;
  const words = new Int32Array(source.data.buffer, source.data.byteOffset, 2 * source.data.length);
  const width = 2 * columns;
  const indexOf = new Int32Array(count);
  const firsts: number[] = [];
  const buckets = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    if (i > 0 && equalNumbers(source.data, (i - 1) * columns, i * columns, columns)) {
      indexOf[i] = indexOf[i - 1]!;
      continue;
    }
    const hash = hashWords(words, i * width, width);
    const bucket = buckets.get(hash);
    const known = bucket?.find((index) => equalNumbers(source.data, firsts[index]! * columns, i * columns, columns));
    if (known !== undefined) {
      indexOf[i] = known;
      continue;
    }
    indexOf[i] = firsts.length;
    if (bucket) bucket.push(firsts.length);
    else buckets.set(hash, [firsts.length]);
    firsts.push(i);
  }
  if (firsts.length === count) return { rows: source, indexOf };
  const rows = matrix(firsts.length, columns);
  for (const [index, first] of firsts.entries()) rows.data.set(row(source, first), index * columns);
  return { rows, indexOf };
}

/** FNV-1a over four interleaved lanes, an even number of words: a multiplication need not wait for the one before. */
function hashWords(words: Int32Array, start: number, length: number): number {
  let [a, b, c, d] = [0x811c9dc5, 0x050c5d1f, 0x2c1b3c6d, 0x297a2d39];
  const whole = start + length - (length % 4);
  let k = start;
  for (; k < whole; k += 4) {
    a = Math.imul(a ^ words[k]!, 0x01000193);
    b = Math.imul(b ^ words[k + 1]!, 0x01000193);
    c = Math.imul(c ^ words[k + 2]!, 0x01000193);
    d = Math.imul(d ^ words[k + 3]!, 0x01000193);
  }
  if (k < start + length) {
    a = Math.imul(a ^ words[k]!, 0x01000193);
    b = Math.imul(b ^ words[k + 1]!, 0x01000193);
  }
  return [b, c, d].reduce((hash, lane) => Math.imul(hash ^ lane, 0x01000193), a);
}

function equalNumbers(data: Float64Array, left: number, right: number, length: number): boolean {
  const whole = length - (length % 4);
  let k = 0;
  for (; k < whole; k += 4) {
    const [l, r] = [left + k, right + k];
    if (data[l] !== data[r] || data[l + 1] !== data[r + 1] || data[l + 2] !== data[r + 2] || data[l + 3] !== data[r + 3])
      return false;
  }
  for (; k < length; k++) if (data[left + k] !== data[right + k]) return false;
  return true;
}
