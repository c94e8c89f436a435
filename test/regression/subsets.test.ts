import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { predict } from '../../src/regression/predict.ts';
import type { SolverSpec } from '../../src/regression/solver.ts';
import { RunningAverage } from '../../src/regression/subsets/average.ts';
import { drawSubset, type SubsetsSpec } from '../../src/regression/subsets/draw.ts';
import { takePoints } from '../../src/regression/take-points.ts';
import { relativeError, toMatrix, toRows } from '../reference/cases.ts';
import { CHOLESKY, COUNT, fitWith, LABELS, MASK, meansOf, SETTINGS } from './solvers-support.ts';
import { average, engine, normalRows } from './support.ts';

const subsets = (spec: Partial<SubsetsSpec>): SolverSpec => ({
  kind: 'subsets',
  count: 3,
  size: 11,
  disjoint: true,
  seed: 5,
  ...spec,
});
const predictAt = async (setting: (typeof SETTINGS)[string], spec: Partial<SubsetsSpec>, test = setting.test) =>
  predict(await fitWith(setting, subsets(spec)), test, false, engine, uncontrolled);

/** Square root of the mean square of what differs from the mean, over n − 1. */
const deviation = (values: number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - average(values)) ** 2, 0) / (values.length - 1));

for (const [name, setting] of Object.entries(SETTINGS))
  describe(name, () => {
    test('one subset of all points is the dense solver', async () => {
      for (const disjoint of [true, false]) {
        const found = await meansOf(setting, subsets({ count: 1, size: COUNT, disjoint }));
        assert.ok(relativeError(found, await meansOf(setting, CHOLESKY)) < 1e-12);
      }
    });

    for (const disjoint of [true, false])
      test(`${disjoint ? 'disjoint' : 'fresh'}: mean and spread are those of regressors fitted one by one`, async () => {
        const model = await fitWith(setting, subsets({ disjoint }));
        assert.ok(model.solver === 'subsets' && model.parts.length === 3);
        const alone = await Promise.all(
          model.parts.map(async ({ indices }) => {
            const taken = Int32Array.from(indices.data);
            const own = { ...setting, train: takePoints(setting.train, taken) };
            const labels = toMatrix([...taken].map((point) => LABELS[point]!));
            const dense = await fitWith(own, CHOLESKY, { labels });
            return { means: await meansOf(own, CHOLESKY, { labels }), trainMse: dense.trainMse };
          }),
        );
        const { mean, spread } = await predict(model, setting.test, false, engine, uncontrolled);
        const entries = (i: number, c: number) => alone.map(({ means }) => means[i]![c]!);
        const over = (of: (values: number[]) => number) => toRows(mean).map((row, i) => row.map((_, c) => of(entries(i, c))));
        assert.ok(relativeError(toRows(mean), over(average)) < 1e-10, 'mean');
        assert.ok(relativeError(toRows(spread!), over(deviation)) < 1e-9, 'spread');
        assert.ok(Math.abs(model.trainMse / average(alone.map(({ trainMse }) => trainMse)) - 1) < 1e-9);
      });

    test('the same again for the same seed, others for another', async () => {
      const [first, again, other] = [
        await predictAt(setting, {}),
        await predictAt(setting, {}),
        await predictAt(setting, { seed: 6 }),
      ];
      assert.deepEqual(again, first);
      assert.notDeepEqual(other.mean, first.mean);
    });
  });

describe('draws', () => {
  const spec = { count: 4, size: 10, disjoint: true, seed: 2 };

  test('disjoint subsets share no point, and all of them are all points', () => {
    const drawn = [0, 1, 2, 3].flatMap((index) => [...drawSubset(spec, index, 40)]);
    assert.deepEqual(
      drawn.toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, k) => k),
    );
    assert.notDeepEqual(
      drawn.slice(0, 10),
      Array.from({ length: 10 }, (_, k) => k),
    );
  });

  test('fresh subsets have no point twice, and are not alike', () => {
    const drawn = [0, 1, 2, 3].map((index) => [...drawSubset({ ...spec, disjoint: false }, index, 40)]);
    for (const subset of drawn) assert.equal(new Set(subset).size, 10);
    assert.notDeepEqual(drawn[0], drawn[1]);
  });

  test('a subset does not depend on how many there are', () => {
    for (const disjoint of [true, false])
      assert.deepEqual(drawSubset({ ...spec, disjoint, count: 2 }, 1, 40), drawSubset({ ...spec, disjoint }, 1, 40));
  });

  test('every point is as likely as any other', () => {
    const counts = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) for (const point of drawSubset({ ...spec, size: 3, seed }, 1, 10)) counts[point]!++;
    for (const count of counts) assert.ok(Math.abs(count - 600) < 4 * Math.sqrt(2000 * 0.3 * 0.7), `${counts}`);
  });
});

test('predictions depend neither on the order nor on the company of the points', async () => {
  const setting = SETTINGS.mlp!;
  const rows = normalRows(30, 4, 11);
  const { mean, spread } = await predictAt(setting, {}, { x: toMatrix(rows) });
  const reversed = await predictAt(setting, {}, { x: toMatrix(rows.toReversed()) });
  const alone = await predictAt(setting, {}, { x: toMatrix([rows[4]!]) });
  for (const [whole, other, single] of [
    [mean, reversed.mean, alone.mean],
    [spread!, reversed.spread!, alone.spread!],
  ] as const) {
    assert.ok(relativeError(toRows(other).toReversed(), toRows(whole)) < 1e-12);
    assert.ok(relativeError(toRows(single), [toRows(whole)[4]!]) < 1e-12);
  }
});

test('a single regressor has no spread', async () => {
  assert.equal((await predictAt(SETTINGS.mlp!, { count: 1 })).spread, undefined);
});

test('a mask is the same as leaving points out', async () => {
  const seen = MASK.reduce((sum, value) => sum + value, 0);
  const setting = SETTINGS['hypernetwork, grid']!;
  const found = await meansOf(setting, subsets({ count: 1, size: seen }), { observed: MASK });
  assert.ok(relativeError(found, await meansOf(setting, CHOLESKY, { observed: MASK })) < 1e-12);
});

test('subsets that there are not are refused with where they stand', async () => {
  const cases = [
    ['/solver/size', { count: 1, size: COUNT + 1 }, {}],
    ['/solver/size', { count: 1, size: COUNT + 1, disjoint: false }, {}],
    ['/solver/count', { count: 3, size: 14 }, {}],
    ['/solver/count', { count: 1, size: COUNT, disjoint: true }, { observed: MASK }],
  ] as const;
  for (const [path, spec, rest] of cases)
    await assert.rejects(
      fitWith(SETTINGS['hypernetwork, grid']!, subsets(spec), rest),
      (error) => isHypertangentError(error, 'invalid_value') && [path, '/solver/size'].includes(error.details.path),
    );
});

test('an average of nothing is an error', () => {
  assert.throws(() => new RunningAverage().result(), RangeError);
});
