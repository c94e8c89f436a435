import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Moments } from '../../src/empirical/moments.ts';
import { RunningMoments } from '../../src/empirical/running-moments.ts';
import { SkewedMoments } from '../../src/empirical/verification/skewed-moments.ts';
import { standardNormals } from '../reference/normals.ts';

const KINDS: Record<string, (length: number) => Moments> = {
  'mean and variance': (length) => new RunningMoments(length),
  'mean, variance and skewness': (length) => new SkewedMoments(length),
};

function summed(make: (length: number) => Moments, rows: readonly (readonly number[])[]): Moments {
  const moments = make(2);
  for (const row of rows) moments.add(row);
  return moments;
}

/** Σ(value − mean)^power of whole numbers, exactly. */
function exactly(values: readonly number[], power: 2 | 3): number {
  const count = BigInt(values.length);
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  const scaled = values.reduce((total, value) => total + (BigInt(value) * count - sum) ** BigInt(power), 0n);
  return Number(scaled) / Number(count ** BigInt(power));
}

/** Whole numbers with a heavy tail, far from 0 in the second column. */
const normal = standardNormals(3);
const ROWS = Array.from({ length: 200 }, () => {
  const value = Math.round(1000 * Math.exp(normal()));
  return [value, 1_000_000 - value];
});

for (const [name, make] of Object.entries(KINDS))
  describe(`${name} of vectors that are added in parts`, () => {
    for (const sizes of [[200], [1, 199], [199, 1], [100, 100], [3, 90, 0, 7, 100], Array.from({ length: 200 }, () => 1)])
      test(`${sizes.length} parts of ${sizes.slice(0, 5)}`, () => {
        const merged = make(2);
        let start = 0;
        for (const size of sizes) {
          merged.merge(summed(make, ROWS.slice(start, start + size)).sums);
          start += size;
        }
        const { count, mean, squares, cubes } = merged.sums;
        assert.equal(count, 200);
        for (const column of [0, 1]) {
          const values = ROWS.map((row) => row[column]!);
          const average = values.reduce((sum, value) => sum + value, 0) / 200;
          assertNear(mean[column]!, average, 1e-14);
          assertNear(squares[column]!, exactly(values, 2), 1e-12);
          if (cubes) assertNear(cubes[column]!, exactly(values, 3), 1e-11);
        }
      });

    test('small whole numbers are added without an error', () => {
      const merged = summed(make, [
        [0, 4],
        [8, 4],
      ]);
      merged.merge(
        summed(make, [
          [12, 0],
          [12, 8],
        ]).sums,
      );
      const { mean, squares, cubes } = merged.sums;
      assert.deepEqual([...mean], [8, 4]);
      assert.deepEqual([...squares], [96, 32]);
      if (cubes) assert.deepEqual([...cubes], [-384, 0]);
    });

    test('the first part is taken as it is, and an empty one changes nothing', () => {
      const part = summed(make, ROWS.slice(0, 17));
      const merged = make(2);
      merged.merge(make(2).sums);
      merged.merge(part.sums);
      merged.merge(make(2).sums);
      assert.deepEqual(merged.sums, part.sums);
    });
  });

test('skewness cannot be had of parts without it', () => {
  assert.throws(() => new SkewedMoments(2).merge(new RunningMoments(2).sums), RangeError);
});

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${actual}, not ${expected}`);
}
