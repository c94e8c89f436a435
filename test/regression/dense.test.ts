import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { HypertangentError, isHypertangentError } from '../../src/errors.ts';
import { matrix, row } from '../../src/nd-array.ts';
import { fitRegression } from '../../src/regression/fit.ts';
import { predict } from '../../src/regression/predict.ts';
import { DEFAULT_SOLVER } from '../../src/regression/solver.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../reference/cases.ts';
import { average, engine, fit, multiply, normalRows, posterior, SETTINGS, solve, withDiagonal } from './support.ts';

const TOLERANCE = 1e-10;

for (const [name, { architecture, train, test: testPoints, labels }] of Object.entries(SETTINGS)) {
  describe(`${name}: against a direct solve`, () => {
    for (const kernel of ['nngp', 'ntk'] as const) {
      test(`${kernel}: weights, mean and variance`, async () => {
        const own = (await kernelsOf(architecture, train))[kernel];
        const cross = (await kernelsOf(architecture, testPoints, train))[kernel];
        const prior = (await kernelsOf(architecture, testPoints))[kernel].map((values, i) => values[i]!);
        const shifted = withDiagonal(own, 0.01);
        const model = await fit(architecture, train, labels, { kernel });
        const alpha = solve(shifted, labels);
        assert.ok(relativeError(toRows(model.weights), alpha) < TOLERANCE, 'weights');
        const { mean, variance } = await posterior(model, testPoints);
        assert.ok(relativeError(toRows(mean), multiply(cross, alpha)) < TOLERANCE, 'mean');
        const explained = cross.map(
          (values) =>
            multiply(
              [values],
              solve(
                shifted,
                values.map((value) => [value]),
              ),
            )[0]![0]!,
        );
        const expected = prior.map((value, i) => value - explained[i]!);
        assert.ok(variance!.every((value) => value >= 0));
        assert.ok(relativeError([[...variance!]], [expected]) < TOLERANCE, 'variance');
        assert.ok(
          variance!.every((value, i) => value < prior[i]!),
          'data makes the variance smaller',
        );
      });

      test(`${kernel}: the training error is that of the predictions`, async () => {
        const model = await fit(architecture, train, labels, { kernel, ridge: { value: 0.3, scale: 'absolute' } });
        const { mean } = await posterior(model, train);
        const errors = labels.flatMap((values, i) => values.map((value, j) => (value - row(mean, i)[j]!) ** 2));
        assert.ok(average(errors) > 1e-6);
        assert.ok(Math.abs(model.trainMse / average(errors) - 1) < 1e-8);
      });
    }

    test('without a ridge it interpolates, and is certain at the training points', async () => {
      const model = await fit(architecture, train, labels, { ridge: { value: 0, scale: 'absolute' } });
      const { mean, variance } = await posterior(model, train);
      assert.ok(relativeError(toRows(mean), labels) < 1e-7);
      assert.equal(model.jitter, 0);
      assert.ok(model.trainMse < 1e-14);
      const prior = (await kernelsOf(architecture, train)).ntk.map((values, i) => values[i]!);
      for (const [i, value] of variance!.entries()) assert.ok(value >= 0 && value < 1e-8 * prior[i]!, `variance ${value} at ${i}`);
    });

    test('a ridge in units of the mean of the diagonal', async () => {
      const diagonal = (await kernelsOf(architecture, train)).ntk.map((values, i) => values[i]!);
      const relative = await fit(architecture, train, labels, { ridge: { value: 0.2, scale: 'mean_diagonal' } });
      assert.ok(Math.abs(relative.ridge / (0.2 * average(diagonal)) - 1) < 1e-14);
      const absolute = await fit(architecture, train, labels, { ridge: { value: relative.ridge, scale: 'absolute' } });
      assert.deepEqual(relative.weights, absolute.weights);
    });

    test('every column of labels is a regression of its own', async () => {
      const both = await fit(architecture, train, labels);
      for (const column of [0, 1]) {
        const alone = await fit(
          architecture,
          train,
          labels.map((values) => [values[column]!]),
        );
        const part = toRows(both.weights).map((values) => [values[column]!]);
        assert.ok(relativeError(toRows(alone.weights), part) < 1e-13);
      }
    });
  });
}

describe('predictions', () => {
  const architecture = mlp(2, RELU);
  const train = { x: toMatrix(normalRows(130, 3, 8)) };
  const labels = normalRows(130, 2, 9);
  const inputs = normalRows(2000, 3, 10);

  test('do not depend on which points are asked for together, nor on their order', async () => {
    const model = await fit(architecture, train, labels);
    const { mean, variance } = await posterior(model, { x: toMatrix(inputs) });
    const reversed = await posterior(model, { x: toMatrix(inputs.toReversed()) });
    for (const i of [0, 1, 768, 769, 770, 1538, 1999]) {
      const alone = await posterior(model, { x: toMatrix([inputs[i]!]) });
      for (const [j, value] of row(alone.mean, 0).entries()) {
        assert.ok(Math.abs(row(mean, i)[j]! - value) < 1e-13);
        assert.ok(Math.abs(row(reversed.mean, 1999 - i)[j]! - value) < 1e-13);
      }
      assert.ok(Math.abs(variance![i]! - alone.variance![0]!) < 1e-13);
      assert.ok(Math.abs(reversed.variance![1999 - i]! - alone.variance![0]!) < 1e-13);
    }
  });

  test('have a variance only when asked for', async () => {
    const model = await fit(architecture, train, labels);
    const { mean, variance } = await predict(model, train, false, engine, uncontrolled);
    assert.deepEqual([mean.shape, variance], [[130, 2], undefined]);
  });

  test('end at a checkpoint that throws', async () => {
    const model = await fit(architecture, train, labels);
    const cancelled = new HypertangentError('job_cancelled', 'no longer wanted', { id: 'x' });
    const fractions: number[] = [];
    const checkpoint = async (fraction: number) => {
      fractions.push(fraction);
      if (fraction > 0.3) throw cancelled;
    };
    await assert.rejects(predict(model, { x: toMatrix(inputs) }, true, engine, { checkpoint, stage: () => {} }), cancelled);
    assert.ok(fractions.length === 2 && fractions[1]! < 1);
  });

  test('that overflow are kernel_overflow, mean or variance', async () => {
    const huge = await fit(mlp(1, RELU), { x: toMatrix([[1]]) }, [[1e200]]);
    const tame = await fit(mlp(1, RELU), { x: toMatrix([[1]]) }, [[1]]);
    for (const model of [huge, tame]) {
      await assert.rejects(
        posterior(model, { x: toMatrix([[1], [1e180]]) }),
        (error) => isHypertangentError(error, 'kernel_overflow') && error.details.index[0] === 1,
      );
    }
  });

  test('at points of another width are refused', async () => {
    const model = await fit(architecture, train, labels);
    await assert.rejects(posterior(model, { x: toMatrix([[1, 2]]) }), (error) => isHypertangentError(error, 'shape_mismatch'));
  });
});

test('labels that do not go with the points are refused', async () => {
  for (const labels of [matrix(2, 1), matrix(4, 1), matrix(3, 0), matrix(0, 1)]) {
    const problem = {
      architecture: mlp(2, RELU),
      kernel: 'ntk' as const,
      points: { x: toMatrix([[1], [2], [3]]) },
      labels,
      ridge: { value: 1, scale: 'absolute' as const },
      jitters: [],
      solver: DEFAULT_SOLVER,
    };
    await assert.rejects(
      fitRegression(problem, engine, uncontrolled),
      (error) => isHypertangentError(error, 'shape_mismatch') && error.details.path === '/train/y',
    );
  }
});
