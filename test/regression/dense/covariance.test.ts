import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { HypertangentError, isHypertangentError } from '../../../src/errors.ts';
import type { Points } from '../../../src/kernels/points.ts';
import { TILE_ROWS } from '../../../src/kernels/tile.ts';
import type { DenseRegression } from '../../../src/regression/dense/fit.ts';
import { predictDense } from '../../../src/regression/dense/predict.ts';
import { predict } from '../../../src/regression/predict.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../../reference/cases.ts';
import { engine, fit, multiply, normalRows, SETTINGS, solve, withDiagonal } from '../support.ts';

const covariances = (model: DenseRegression, points: Points, variance = true) =>
  predict(model, points, variance, engine, uncontrolled, { covariance: true });

for (const [name, { architecture, train, test: points, labels }] of Object.entries(SETTINGS))
  for (const kernel of ['nngp', 'ntk'] as const)
    test(`${name}, ${kernel}: the covariance is K** − K*(K + λI)⁻¹K*ᵀ, its diagonal the variance`, async () => {
      const model = await fit(architecture, train, labels, { kernel });
      const { mean, variance, covariance } = await covariances(model, points);
      const shifted = withDiagonal((await kernelsOf(architecture, train))[kernel], 0.01);
      const cross = (await kernelsOf(architecture, points, train))[kernel];
      const prior = (await kernelsOf(architecture, points))[kernel];
      const transposed = cross[0]!.map((_, j) => cross.map((values) => values[j]!));
      const explained = multiply(cross, solve(shifted, transposed));
      const expected = prior.map((values, i) => values.map((value, j) => value - explained[i]![j]!));
      assert.ok(relativeError(toRows(covariance!), expected) < 1e-10);
      const rows = toRows(covariance!);
      for (const [i, values] of rows.entries()) {
        assert.equal(values[i], variance![i]);
        assert.ok(values[i]! >= 0);
        for (const [j, value] of values.entries()) assert.equal(value, rows[j]![i]);
      }
      const plain = await predict(model, points, true, engine, uncontrolled);
      assert.deepEqual([mean, variance], [plain.mean, plain.variance]);
    });

describe('a covariance', () => {
  const architecture = mlp(2, RELU);
  const train = { x: toMatrix(normalRows(70, 3, 8)) };
  const inputs = normalRows(50, 3, 10);

  test('comes with a variance only when both are asked for', async () => {
    const model = await fit(architecture, train, normalRows(70, 1, 9));
    const { variance, covariance } = await covariances(model, train, false);
    assert.deepEqual([variance, covariance!.shape], [undefined, [70, 70]]);
  });

  test('does not depend on the order of the points, nor on which are asked for together', async () => {
    const model = await fit(architecture, train, normalRows(70, 1, 9));
    const whole = toRows((await covariances(model, { x: toMatrix(inputs) })).covariance!);
    const reversed = toRows((await covariances(model, { x: toMatrix(inputs.toReversed()) })).covariance!);
    const pair = toRows((await covariances(model, { x: toMatrix([inputs[3]!, inputs[40]!]) })).covariance!);
    for (const [i, j] of [
      [0, 0],
      [3, 40],
      [49, 7],
    ] as const)
      assert.ok(Math.abs(whole[i]![j]! - reversed[49 - i]![49 - j]!) < 1e-13);
    for (const [a, i] of [3, 40].entries())
      for (const [b, j] of [3, 40].entries()) assert.ok(Math.abs(pair[a]![b]! - whole[i]![j]!) < 1e-13);
  });

  test('and all else is the same, however many rows are taken at a time', async () => {
    const model = await fit(architecture, train, normalRows(70, 2, 9), { gradientFlow: true });
    const many = { x: toMatrix(normalRows(3 * TILE_ROWS + 5, 3, 12)) };
    const extras = { covariance: true, times: [1, 50] };
    const whole = await predictDense(model, many, true, engine, uncontrolled, extras);
    const parts = await predictDense(model, many, true, engine, uncontrolled, extras, 1);
    for (const name of ['mean', 'covariance', 'meanAtTimes'] as const) {
      assert.deepEqual(parts[name]!.shape, whole[name]!.shape);
      for (const [i, value] of parts[name]!.data.entries()) assert.ok(Math.abs(value - whole[name]!.data[i]!) < 1e-12, name);
    }
    for (const [i, value] of parts.variance!.entries()) assert.ok(Math.abs(value - whole.variance![i]!) < 1e-12);
  });

  test('without a ridge is 0 between training points', async () => {
    const model = await fit(architecture, train, normalRows(70, 1, 9), { ridge: { value: 0, scale: 'absolute' } });
    const { covariance } = await covariances(model, train);
    assert.ok(covariance!.data.every((value) => Math.abs(value) < 1e-9));
  });

  test('ends at a checkpoint that throws, and is refused where it overflows', async () => {
    const model = await fit(architecture, train, normalRows(70, 1, 9));
    const cancelled = new HypertangentError('job_cancelled', 'no longer wanted', { id: 'x' });
    const checkpoint = async (fraction: number) => {
      if (fraction > 0.5) throw cancelled;
    };
    const control = { checkpoint, stage: () => {} };
    await assert.rejects(predict(model, train, false, engine, control, { covariance: true }), cancelled);
    const tame = await fit(mlp(1, RELU), { x: toMatrix([[1]]) }, [[1]]);
    await assert.rejects(covariances(tame, { x: toMatrix([[1e180]]) }), (error) => isHypertangentError(error, 'kernel_overflow'));
  });
});
