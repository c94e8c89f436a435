import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, crcText } from '../../src/store/crc32.ts';
import { checkLength, PieceSums, SUM_BYTES, SumCheck } from '../../src/store/piece-sums.ts';
import { crc32 as plainCrc32 } from '../../src/store/zip/crc32.ts';
import { damaged } from '../support/damage.ts';

const bytes = Uint8Array.from({ length: 3 * SUM_BYTES + 1 }, (_, i) => (i * 2654435761) >>> 13);

function* chunksOf(whole: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; at += length) yield whole.subarray(at, at + length);
}

function sumsOf(whole: Uint8Array, chunkBytes = 65_521) {
  const sums = new PieceSums();
  for (const chunk of chunksOf(whole, chunkBytes)) sums.push(chunk);
  return sums.finish();
}

/** How many bytes were pushed when the check failed; undefined if it did not. */
function failsAfter(whole: Uint8Array, check: SumCheck, chunkBytes = 65_521): number | undefined {
  let pushed = 0;
  for (const chunk of chunksOf(whole, chunkBytes)) {
    pushed += chunk.length;
    try {
      check.push(chunk);
    } catch (error) {
      assert.ok(damaged('array x')(error), String(error));
      return pushed;
    }
  }
  return undefined;
}

test('both ways of summing up agree, in one go and in several', () => {
  for (const length of [0, 1, 7, 8, 1000]) {
    const part = bytes.subarray(3, 3 + length);
    assert.equal(crc32(part), plainCrc32(part));
    assert.equal(crc32(part.subarray(length >> 1), crc32(part.subarray(0, length >> 1))), plainCrc32(part));
  }
  assert.equal(crcText(crc32(Buffer.from('123456789'))), 'cbf43926', 'as the algorithm is defined');
  assert.equal(crcText(1), '00000001');
});

test('each piece has its sum, whatever the chunks are', () => {
  for (const length of [0, 1, SUM_BYTES - 1, SUM_BYTES, SUM_BYTES + 1, 2 * SUM_BYTES, 3 * SUM_BYTES + 1]) {
    const whole = bytes.subarray(0, length);
    const expected = [...chunksOf(whole, SUM_BYTES)].map((piece) => crcText(plainCrc32(piece))).join('');
    for (const chunkBytes of [1000, SUM_BYTES, SUM_BYTES + 1, 4 * SUM_BYTES])
      assert.deepEqual(sumsOf(whole, chunkBytes), { bytes: length, crc32: expected });
    assert.equal(failsAfter(whole, new SumCheck(sumsOf(whole), 'array x')), undefined);
  }
});

test('a flipped bit is found at the end of its piece, not before and not after', () => {
  const sums = sumsOf(bytes);
  for (const [position, end] of [
    [0, SUM_BYTES],
    [SUM_BYTES - 1, SUM_BYTES],
    [SUM_BYTES, 2 * SUM_BYTES],
    [3 * SUM_BYTES - 1, 3 * SUM_BYTES],
    [3 * SUM_BYTES, 3 * SUM_BYTES + 1],
  ] as const)
    for (const bit of [0, 7]) {
      const wrong = bytes.slice();
      wrong[position]! ^= 1 << bit;
      assert.equal(failsAfter(wrong, new SumCheck(sums, 'array x'), 2 ** 18), end);
    }
});

test('a check may begin at any piece', () => {
  const sums = sumsOf(bytes);
  const check = new SumCheck(sums, 'array x', 2);
  assert.deepEqual([check.position, check.pieceEnd], [2 * SUM_BYTES, 2 * SUM_BYTES]);
  check.push(bytes.subarray(2 * SUM_BYTES, 2 * SUM_BYTES + 10));
  assert.deepEqual([check.position, check.pieceEnd], [2 * SUM_BYTES + 10, 3 * SUM_BYTES]);
  check.push(bytes.subarray(2 * SUM_BYTES + 10, 3 * SUM_BYTES));
  check.push(bytes.subarray(3 * SUM_BYTES));
  assert.deepEqual([check.position, check.pieceEnd], [bytes.length, bytes.length]);
  assert.throws(() => new SumCheck(sums, 'array x', 1).push(bytes.subarray(0, SUM_BYTES)), damaged('array x'));
});

test('a file of another length is damaged', () => {
  const sums = sumsOf(bytes);
  checkLength(bytes.length, sums, 'array x');
  for (const length of [0, bytes.length - 1, bytes.length + 1])
    assert.throws(() => checkLength(length, sums, 'array x'), damaged('array x'));
});
