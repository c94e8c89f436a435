import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { matrix } from '../../../src/nd-array.ts';
import { fitRegression } from '../../../src/regression/fit.ts';
import { checkedCount } from '../../../src/regression/full-grid/check-means.ts';
import type { FullGridRegression } from '../../../src/regression/full-grid/fit.ts';
import { predict } from '../../../src/regression/predict.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../../reference/cases.ts';
import { engine, normalRows } from '../support.ts';

const pixels = Array.from({ length: 30 }, (_, k) => [Math.floor(k / 6), k % 6]);
const images = normalRows(7, 5, 1);
const model = (await fitRegression(
  {
    architecture: hypernetwork(mlp(3, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1.3 }),
    kernel: 'ntk',
    points: paired(images, pixels, 'grid'),
    labels: toMatrix(normalRows(210, 2, 6)),
    ridge: { value: 0.01, scale: 'absolute' },
    jitters: [],
    solver: { kind: 'full_grid', tolerance: 1e-8, mostIterations: 500 },
  },
  engine,
  uncontrolled,
)) as FullGridRegression;
const others = normalRows(4, 5, 2);
const onGrid = paired(others, pixels, 'grid');
const certificateOf = async (changed: Partial<FullGridRegression> = {}, points = onGrid) =>
  (await predict({ ...model, ...changed }, points, false, engine, uncontrolled)).certificate;

test('means by the decomposition differ little from exact ones, and say so', async () => {
  const { exactDifference, checkedPoints } = (await certificateOf())!;
  assert.ok(exactDifference > 0 && exactDifference < 1e-6, `${exactDifference}`);
  assert.equal(checkedPoints, 64);
  const few = await certificateOf({}, paired(others.slice(0, 1), pixels.slice(0, 3), 'grid'));
  assert.equal(few?.checkedPoints, 3);
});

test('a decomposition that is wrong in all coordinates, or in a few, is found out', async () => {
  const { shape, data } = model.coordinateFactors;
  const scaled = await certificateOf({
    coordinateFactors: matrix(
      ...shape,
      data.map((value) => 1.01 * value),
    ),
  });
  assert.ok(Math.abs(scaled!.exactDifference - 0.01) < 1e-6, `${scaled!.exactDifference}`);
  // Coordinates 20 to 24 of every factor.
  const local = data.map((value, at) => (at % 30 >= 20 && at % 30 < 25 ? 1.01 * value : value));
  const somewhere = await certificateOf({ coordinateFactors: matrix(...shape, local) });
  assert.ok(somewhere!.exactDifference > 1e-4, `${somewhere!.exactDifference}`);
});

test('one column of two that is wrong is the one that counts', async () => {
  const tiny = { shape: model.weights.shape, data: model.weights.data.map((value, at) => (at < 210 ? value : 1e-9 * value)) };
  const { exactDifference } = (await certificateOf({ weights: tiny }))!;
  assert.ok(exactDifference > 0 && exactDifference < 1e-6, 'relative to its own column');
});

test('weights of 0 have means of 0 and no difference', async () => {
  const nothing = { shape: model.weights.shape, data: new Float64Array(model.weights.data.length) };
  assert.deepEqual(await certificateOf({ weights: nothing }), { exactDifference: 0, checkedPoints: 64 });
});

test('what is computed with exact kernels has no certificate', async () => {
  assert.equal(await certificateOf({}, paired(others, [[0.5, 1.5]], 'grid')), undefined);
  assert.equal(await certificateOf({}, paired(others, pixels.slice(0, 4), 'rows')), undefined);
});

test('the more training points, the fewer are checked, but never none', () => {
  assert.equal(checkedCount(200, 784, 500 * 784), 4);
  assert.equal(checkedCount(200, 784, 20 * 784), 64);
  assert.equal(checkedCount(200, 784, 10_000 * 784), 2);
  assert.equal(checkedCount(1, 1, 10_000 * 784), 1);
});
