import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { factorise } from '../../src/regression/dense/factorise.ts';
import { absoluteRidge, DEFAULT_RIDGE, type Ridge } from '../../src/regression/ridge.ts';
import { kernelsOf, mlp, RELU, toMatrix } from '../reference/cases.ts';
import { engine, fit, posterior } from './support.ts';

/** A backend that refuses until the first diagonal entry is at least `least`, and destroys what it refuses. */
function strict(least: number, seen: number[] = []): LinalgBackend {
  const potrf = async (a: Parameters<LinalgBackend['potrf']>[0]) => {
    seen.push(a.data[0]!);
    if (a.data[0]! >= least) return engine.linalg.potrf(a);
    a.data.fill(Number.NaN);
    return { index: 1, value: -0.5 };
  };
  return { ...engine.linalg, potrf };
}

const kernel = () =>
  toMatrix([
    [2, 1],
    [1, 6],
  ]);
const absolute = (value: number): Ridge => ({ value, scale: 'absolute' });

test('the default ridge is that of the paper', () => {
  assert.deepEqual(DEFAULT_RIDGE, { value: 0.001, scale: 'absolute' });
  assert.equal(absoluteRidge(DEFAULT_RIDGE, Float64Array.of(2, 6)), 0.001);
  assert.equal(absoluteRidge({ value: 0.5, scale: 'mean_diagonal' }, Float64Array.of(2, 6)), 2);
});

describe('the jitter ladder', () => {
  test('is not climbed without need', async () => {
    const seen: number[] = [];
    const { factor, ridge, jitter } = await factorise(kernel(), absolute(2), [1, 2], strict(0, seen));
    assert.deepEqual([ridge, jitter, seen], [2, 0, [4]]);
    const [l11, , l21, l22] = factor.data;
    assert.ok(Math.abs(l11! - 2) < 1e-15 && Math.abs(l21! - 0.5) < 1e-15 && Math.abs(l22! - Math.sqrt(7.75)) < 1e-15);
  });

  test('ends at the first jitter that suffices, from an undamaged kernel', async () => {
    const seen: number[] = [];
    const { factor, ridge, jitter } = await factorise(kernel(), absolute(1), [0.25, 0.5, 1], strict(4.5, seen));
    assert.deepEqual([ridge, jitter, seen], [1, 2, [3, 4, 5]]);
    const [l11, , l21, l22] = factor.data;
    assert.ok(Math.abs(l11! ** 2 - 5) < 1e-14 && Math.abs(l11! * l21! - 1) < 1e-14 && Math.abs(l21! ** 2 + l22! ** 2 - 9) < 1e-14);
  });

  test('may name a jitter twice, and 0', async () => {
    for (const jitters of [
      [0, 1],
      [0.5, 0.5, 1],
      [0.5, 1, 0.5],
    ]) {
      const { jitter } = await factorise(kernel(), absolute(0), jitters, strict(6));
      assert.equal(jitter, 4);
    }
  });

  test('that does not suffice is reported with the pivot', async () => {
    await assert.rejects(factorise(kernel(), absolute(1), [0.25, 0.5], strict(10)), (error) => {
      assert.ok(isHypertangentError(error, 'not_positive_definite'));
      assert.deepEqual(error.details, { pivot: 1, pivotValue: -0.5, smallestDiagonal: 2, ridge: 1, jittersTried: [1, 2] });
      return true;
    });
  });
});

describe('the same point twice without a ridge', () => {
  const architecture = mlp(3, RELU);
  const points = {
    x: toMatrix([
      [1, 2],
      [3, -1],
      [1, 2],
      [3, -1],
    ]),
  };
  const labels = [[1], [2], [3], [2]];
  const ridge = absolute(0);

  test('is not positive definite, and says where', async () => {
    await assert.rejects(fit(architecture, points, labels, { ridge }), (error) => {
      assert.ok(isHypertangentError(error, 'not_positive_definite'));
      const { pivot, pivotValue, smallestDiagonal, ridge: tried, jittersTried } = error.details;
      assert.ok(pivot === 2 && pivotValue <= 0 && pivotValue > -1e-12 && smallestDiagonal > 1, JSON.stringify(error.details));
      assert.deepEqual([tried, jittersTried], [0, []]);
      return true;
    });
  });

  test('is fitted with a jitter, which is reported', async () => {
    const { ntk } = await kernelsOf(architecture, points);
    const mean = ntk.reduce((sum, values, i) => sum + values[i]! / 4, 0);
    const model = await fit(architecture, points, labels, { ridge, jitters: [1e-10, 1e-6] });
    assert.equal(model.ridge, 0);
    assert.ok(Math.abs(model.jitter / (1e-10 * mean) - 1) < 1e-12);
    const predictions = (await posterior(model, points)).mean.data;
    for (const [i, value] of [2, 2, 2, 2].entries())
      assert.ok(Math.abs(predictions[i]! - value) < 1e-5, `${predictions[i]} at ${i}`);
    assert.ok(Math.abs(model.trainMse - 0.5) < 1e-5, `${model.trainMse}`);
  });
});
