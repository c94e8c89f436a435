import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutRuns, type Piece, type Run } from '../../../src/jobs/parts/cut.ts';
import { RandomStream } from '../../../src/random/stream.ts';

/** Every thing of all runs, in order. */
const things = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ run, first, count }) => Array.from({ length: count }, (_, k) => `${run}.${first + k}`));

test('every thing is in one part, in order, and the parts are of about one weight', () => {
  const random = new RandomStream(1, 0);
  for (let trial = 0; trial < 300; trial++) {
    const draw = (k: number) => random.uniform(100 * trial + k);
    const runs = Array.from({ length: 1 + Math.floor(5 * draw(0)) }, (_, k): Run => {
      return { count: Math.floor(40 * draw(k + 1)), weight: 10 ** (4 * draw(k + 20) - 2) };
    });
    const wanted = 1 + Math.floor(64 * draw(50));
    const cut = cutRuns(runs, wanted);
    assert.ok(cut.length <= wanted && cut.every((pieces) => things(pieces).length > 0));
    assert.deepEqual(things(cut.flat()), things(runs.map(({ count }, run) => ({ run, first: 0, count }))));
    const share = runs.reduce((sum, { count, weight }) => sum + count * weight, 0) / wanted;
    for (const pieces of cut) {
      const weight = pieces.reduce((sum, { run, count }) => sum + count * runs[run]!.weight, 0);
      const heaviest = Math.max(...pieces.map(({ run }) => runs[run]!.weight));
      assert.ok(weight <= (share + heaviest) * (1 + 1e-9), `${weight} where ${share} were fair`);
    }
  }
});

test('things that are alike are cut evenly', () => {
  assert.deepEqual(cutRuns([{ count: 10, weight: 0.3 }], 3), [
    [{ run: 0, first: 0, count: 3 }],
    [{ run: 0, first: 3, count: 4 }],
    [{ run: 0, first: 7, count: 3 }],
  ]);
});

test('fewer things than parts are a part each', () => {
  assert.equal(cutRuns([{ count: 3, weight: 1 }], 64).length, 3);
  assert.equal(
    cutRuns(
      [
        { count: 1, weight: 100 },
        { count: 2, weight: 1 },
      ],
      3,
    ).length,
    2,
  );
});
