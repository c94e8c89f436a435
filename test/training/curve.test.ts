import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thinned } from '../../src/training/curve.ts';

for (const length of [1, 99, 100, 101, 1000])
  test(`of a curve of ${length} points 100 are left at most, the first and the last among them`, () => {
    const curve = Array.from({ length }, (_, step) => ({ step, train: { loss: 1 / (1 + step) } }));
    const left = thinned(curve, 100);
    assert.equal(left.length, Math.min(length, 100));
    assert.deepEqual([left[0], left.at(-1)], [curve[0], curve.at(-1)]);
    const gaps = left.slice(1).map(({ step }, index) => step - left[index]!.step);
    const even = (length - 1) / (left.length - 1);
    assert.ok(
      gaps.every((gap) => gap >= Math.floor(even) && gap <= Math.ceil(even)),
      `${gaps}`,
    );
    for (const point of left) assert.equal(point, curve[point.step]);
  });
