import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { referenceEngine } from '../../src/engine/engine.ts';
import { LocalNormals } from '../../src/engine/local-normals.ts';
import { PooledNormals } from '../../src/engine/pooled-normals.ts';
import type { NormalSource } from '../../src/random/normals.ts';
import { testPool } from '../support/pool.ts';

const ADDRESS = { seed: 99, network: 1, stream: 2 };
/** Enough for several pieces of memory that is not shared, and no whole number of anything. */
const COUNT = 5 * 2 ** 20 + 1235;
const FIRST = 2 ** 34 - 3 * 2 ** 20 + 1;

const shared = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));
const local = new LocalNormals();
const pooled = Object.fromEntries([1, 2, 3].map((threads) => [threads, new PooledNormals(testPool(threads))]));

describe('equal addresses give equal bits', async () => {
  const expected = await local.fill(ADDRESS, FIRST, new Float32Array(COUNT));

  test('in the engine that all are measured by', async () => {
    assert.deepEqual(await referenceEngine.normals.fill(ADDRESS, FIRST, new Float32Array(1000)), expected.slice(0, 1000));
  });

  for (const [threads, source] of Object.entries(pooled)) {
    test(`on ${threads} threads, in shared memory and in other`, async () => {
      for (const out of [shared(COUNT), new Float32Array(COUNT)]) {
        assert.equal(await source.fill(ADDRESS, FIRST, out), out);
        assert.ok(isSame(out, expected));
      }
    });
  }

  test('around the sizes where threads, and further pieces, begin', async () => {
    for (const size of [0, 1, 2 ** 17 - 1, 2 ** 17, 2 ** 18 + 1, 2 ** 21 - 1, 2 ** 21, 2 ** 21 + 1, 2 ** 22]) {
      for (const out of [shared(size), new Float32Array(size)])
        assert.ok(isSame(await pooled[2]!.fill(ADDRESS, FIRST, out), expected.subarray(0, size)), `${size} numbers`);
    }
  });

  test('in a part of an array, of which the rest stays as it was', async () => {
    for (const whole of [shared(300_000), new Float32Array(300_000)]) {
      await pooled[2]!.fill(ADDRESS, FIRST, whole.subarray(3, 299_990));
      assert.ok(isSame(whole.subarray(3, 299_990), expected.subarray(0, 299_987)));
      assert.ok([...whole.subarray(0, 3), ...whole.subarray(299_990)].every((value) => value === 0));
    }
  });

  test('in calls that run at the same time', async () => {
    const starts = [0, 1000, 1, 2_500_001];
    const made = await Promise.all(starts.map((start) => pooled[2]!.fill(ADDRESS, FIRST + start, new Float32Array(2_400_000))));
    for (const [k, start] of starts.entries()) assert.ok(isSame(made[k]!, expected.subarray(start, start + 2_400_000)));
  });
});

test('other seeds, networks, streams and places, above 2³² too, are other numbers', async () => {
  const few = (source: NormalSource, address: Partial<typeof ADDRESS>, first = 0) =>
    source.fill({ ...ADDRESS, ...address }, first, new Float32Array(4));
  const drawn = await Promise.all([
    ...[0, 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1].map((seed) => few(local, { seed })),
    ...[0, 2, 2 ** 31, 2 ** 32 - 1].map((network) => few(local, { network })),
    ...[0, 1, 3, 2 ** 31, 2 ** 32 - 1].map((stream) => few(local, { stream })),
    ...[0, 4, 2 ** 32, 2 ** 34, 2 ** 36, 2 ** 53 - 5].map((first) => few(local, {}, first)),
  ]);
  assert.equal(new Set(drawn.flatMap((numbers) => [...numbers])).size, 4 * drawn.length);
});

test('a failure of the threads is told, and the next call works', async () => {
  const pool = testPool(1);
  const source = new PooledNormals(pool);
  const out = new Float32Array(2 ** 22);
  const filling = source.fill(ADDRESS, 0, out);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await pool.close();
  await filling.catch((error) => assert.match(error.message, /ended before its work was done/));
  assert.equal(await source.fill(ADDRESS, 0, out), out);
  assert.ok(isSame(out.subarray(0, 1000), await local.fill(ADDRESS, 0, new Float32Array(1000))));
});

/** Compared as bytes: element by element takes seconds. */
function isSame(actual: Float32Array, expected: Float32Array): boolean {
  return Buffer.compare(bytesOf(actual), bytesOf(expected)) === 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
