import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import type { Points } from '../../../src/kernels/points.ts';
import type { DenseRegression } from '../../../src/regression/dense/fit.ts';
import type { TrainingTime } from '../../../src/regression/dense/gradient-flow.ts';
import { predict } from '../../../src/regression/predict.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../../reference/cases.ts';
import type { Rows } from '../../reference/naive-kernels.ts';
import { engine, fit, multiply, normalRows, posterior, SETTINGS, withDiagonal } from '../support.ts';

const RIDGE = 0.05;
const ridge = { value: RIDGE, scale: 'absolute' as const };
const TIMES: TrainingTime[] = [0, 1e-3, 1, 20, 400, 'infinity'];

async function flowed(model: DenseRegression, points: Points, times: readonly TrainingTime[]): Promise<Rows[]> {
  const { meanAtTimes } = await predict(model, points, false, engine, uncontrolled, { times });
  const [count, rows, columns] = meanAtTimes!.shape as [number, number, number];
  return Array.from({ length: count }, (_, time) =>
    toRows({ shape: [rows, columns], data: meanAtTimes!.data.slice(time * rows * columns, (time + 1) * rows * columns) }),
  );
}

/** dα/dt = (y − Aα)/N from 0 to `time` by the classical Runge–Kutta method, in small steps. */
function integrate(a: Rows, labels: Rows, time: number): Rows {
  const count = labels.length * labels[0]!.length;
  const largest = Math.max(...a.map((values) => values.reduce((sum, value) => sum + Math.abs(value), 0)));
  const steps = Math.ceil(1 + (20 * time * largest) / count);
  const h = time / steps;
  const slope = (alpha: Rows) => multiply(a, alpha).map((values, i) => values.map((value, j) => (labels[i]![j]! - value) / count));
  const moved = (alpha: Rows, along: Rows, by: number) =>
    alpha.map((values, i) => values.map((value, j) => value + by * along[i]![j]!));
  let alpha = labels.map((values) => values.map(() => 0));
  for (let step = 0; step < steps; step++) {
    const k1 = slope(alpha);
    const k2 = slope(moved(alpha, k1, h / 2));
    const k3 = slope(moved(alpha, k2, h / 2));
    const k4 = slope(moved(alpha, k3, h));
    for (const [k, weight] of [
      [k1, 1],
      [k2, 2],
      [k3, 2],
      [k4, 1],
    ] as const)
      alpha = moved(alpha, k, (h * weight) / 6);
  }
  return alpha;
}

for (const [name, { architecture, train, test: points, labels }] of Object.entries(SETTINGS)) {
  describe(`${name}: gradient flow`, () => {
    test('is the solution of its differential equation, at training and at test points', async () => {
      const model = await fit(architecture, train, labels, { ridge, gradientFlow: true });
      const own = (await kernelsOf(architecture, train)).ntk;
      const cross = (await kernelsOf(architecture, points, train)).ntk;
      const times = [0.01, 1, 30];
      const atTrain = await flowed(model, train, times);
      const atTest = await flowed(model, points, times);
      for (const [index, time] of times.entries()) {
        const alpha = integrate(withDiagonal(own, RIDGE), labels, time);
        assert.ok(relativeError(atTrain[index]!, multiply(own, alpha)) < 1e-6, `train at ${time}`);
        assert.ok(relativeError(atTest[index]!, multiply(cross, alpha)) < 1e-6, `test at ${time}`);
      }
    });

    test('begins at 0 and ends at the posterior mean', async () => {
      const model = await fit(architecture, train, labels, { ridge, gradientFlow: true });
      const { mean } = await posterior(model, points);
      const [start, late, end] = await flowed(model, points, [0, 1e6, 'infinity']);
      assert.ok(start!.flat().every((value) => value === 0));
      assert.ok(relativeError(late!, toRows(mean)) < 1e-9);
      assert.ok(relativeError(end!, toRows(mean)) < 1e-14);
    });

    test('without a ridge ends at the labels, and is exp(−Kt/N) away from them', async () => {
      const model = await fit(architecture, train, labels, { ridge: { ...ridge, value: 0 }, gradientFlow: true });
      const own = (await kernelsOf(architecture, train)).ntk;
      const count = labels.flat().length;
      const time = 0.5;
      // exp(−Kt/N)·y by its series.
      let term = labels;
      let rest = labels;
      for (let k = 1; k < 60; k++) {
        term = multiply(own, term).map((values) => values.map((value) => (-value * time) / count / k));
        rest = rest.map((values, i) => values.map((value, j) => value + term[i]![j]!));
      }
      const [at, end] = await flowed(model, train, [time, 'infinity']);
      const expected = labels.map((values, i) => values.map((value, j) => value - rest[i]![j]!));
      assert.ok(relativeError(at!, expected) < 1e-10);
      assert.ok(relativeError(end!, labels) < 1e-7);
    });
  });
}

describe('gradient flow', () => {
  const architecture = mlp(3, RELU, { biasStd: 0.1 });
  const train = { x: toMatrix(normalRows(30, 3, 41)) };
  const labels = normalRows(30, 2, 42);
  const inputs = normalRows(20, 3, 43);

  test('does not depend on the order of points or times, nor on which are asked for together', async () => {
    const model = await fit(architecture, train, labels, { ridge, gradientFlow: true });
    const whole = await flowed(model, { x: toMatrix(inputs) }, TIMES);
    const reversed = await flowed(model, { x: toMatrix(inputs.toReversed()) }, TIMES.toReversed());
    for (const [index, time] of TIMES.entries()) {
      assert.ok(relativeError(reversed.toReversed()[index]!.toReversed(), whole[index]!) < 1e-12 || time === 0);
      const [alone] = await flowed(model, { x: toMatrix([inputs[5]!]) }, [time]);
      for (const [j, value] of alone![0]!.entries()) assert.ok(Math.abs(value - whole[index]![5]![j]!) < 1e-12);
    }
  });

  test('fits the training points better and better', async () => {
    const model = await fit(architecture, train, labels, { ridge, gradientFlow: true });
    const errors = (await flowed(model, train, TIMES)).map((means) =>
      means.flat().reduce((sum, value, i) => sum + (value - labels.flat()[i]!) ** 2, 0),
    );
    for (let i = 1; i < errors.length; i++) assert.ok(errors[i]! < errors[i - 1]!, `${errors}`);
  });

  test('time is counted by N, all labels: a second column of labels makes it slower', async () => {
    const one = labels.map((values) => [values[0]!]);
    const [a] = await flowed(await fit(architecture, train, one, { ridge, gradientFlow: true }), train, [7]);
    const [b] = await flowed(await fit(architecture, train, labels, { ridge, gradientFlow: true }), train, [14]);
    const column = b!.map((values) => [values[0]!]);
    assert.ok(relativeError(a!, column) < 1e-12);
  });

  test('the same point twice, with a jitter: what is not seen by the kernel does not blow up', async () => {
    const twice = {
      x: toMatrix([
        [1, 2],
        [1, 2],
        [3, 1],
      ]),
    };
    const options = { ridge: { ...ridge, value: 0 }, jitters: [1e-10], gradientFlow: true };
    const model = await fit(architecture, twice, [[1], [2], [3]], options);
    for (const means of await flowed(model, twice, [1, 100, 1e4])) assert.ok(Math.abs(means[0]![0]! - means[1]![0]!) < 1e-9);
    const [late] = await flowed(model, twice, [1e4]);
    for (const [i, value] of [1.5, 1.5, 3].entries()) assert.ok(Math.abs(late![i]![0]! - value) < 1e-4, `${late}`);
  });

  test('comes beside the mean, the variance and the covariance', async () => {
    const model = await fit(architecture, train, labels, { ridge, gradientFlow: true });
    const plain = await posterior(model, train);
    const all = await predict(model, train, true, engine, uncontrolled, { covariance: true, times: [3] });
    assert.ok(relativeError(toRows(all.mean), toRows(plain.mean)) < 1e-14);
    assert.deepEqual(all.variance, plain.variance);
    assert.deepEqual(
      [all.covariance!.shape, all.meanAtTimes!.shape],
      [
        [30, 30],
        [1, 30, 2],
      ],
    );
  });
});
