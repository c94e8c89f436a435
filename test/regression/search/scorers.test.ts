import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import type { HypernetworkPoints, Points } from '../../../src/kernels/points.ts';
import { matrix } from '../../../src/nd-array.ts';
import { denseCrossValidation, spectralScorer } from '../../../src/regression/search/dense-scorers.ts';
import { imageFolds } from '../../../src/regression/search/folds.ts';
import { gridCrossValidation } from '../../../src/regression/search/grid-scorer.ts';
import { hypernetwork, kernelsOf, mlp, paired, RELU, toMatrix, toRows } from '../../reference/cases.ts';
import type { Rows } from '../../reference/naive-kernels.ts';
import { average, engine, fit, multiply, normalRows, posterior, solve, withDiagonal } from '../support.ts';

const RIDGES = [0.01, 0.3];
const labels = normalRows(10, 2, 5);
const points: Points = { x: toMatrix(normalRows(10, 3, 1)) };
const architecture = mlp(3, RELU);
const choice = { architecture, kernel: 'ntk' as const };
const training = { points, labels: toMatrix(labels) };

const pixels: Rows = Array.from({ length: 6 }, (_, k) => [Math.floor(k / 3), k % 3]);
const onGrid = paired(normalRows(9, 3, 2), pixels, 'grid') as HypernetworkPoints;
const gridLabels = toMatrix(normalRows(54, 2, 6));
const network = hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 });
const gridChoice = { architecture: network, kernel: 'nngp' as const };

const close = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual / expected - 1) < tolerance, `${actual} is not ${expected}`);
const without = <T>(list: readonly T[], index: number) => list.filter((_, i) => i !== index);

/** Determinant by elimination without pivoting: of positive definite matrices. */
function determinant(a: Rows): number {
  const rows = a.map((values) => [...values]);
  let product = 1;
  rows.forEach((pivot, i) => {
    product *= pivot[i]!;
    for (const values of rows.slice(i + 1)) {
      const factor = values[i]! / pivot[i]!;
      for (let k = i; k < values.length; k++) values[k]! -= factor * pivot[k]!;
    }
  });
  return product;
}

describe('scores from one eigendecomposition', () => {
  test('evidence is that of a direct determinant', async () => {
    const found = await spectralScorer(training, 'evidence', engine).score(choice, RIDGES, uncontrolled);
    const kernel = (await kernelsOf(architecture, points)).ntk;
    for (const [r, ridge] of RIDGES.entries()) {
      const shifted = withDiagonal(kernel, ridge);
      const alpha = solve(shifted, labels);
      const fits = labels.map((values, i) => values.reduce((sum, value, c) => sum + value * alpha[i]![c]!, 0));
      const perColumn = Math.log(determinant(shifted)) + 10 * Math.log(2 * Math.PI);
      close(found[r]!, (fits.reduce((a, b) => a + b) + 2 * perColumn) / 40);
    }
  });

  test('leave-one-out is refitting without each point', async () => {
    const found = await spectralScorer(training, 'leave_one_out', engine).score(choice, RIDGES, uncontrolled);
    const x = toRows(points.x);
    for (const [r, value] of RIDGES.entries()) {
      const errors: number[] = [];
      for (const i of x.keys()) {
        const model = await fit(architecture, { x: toMatrix(without(x, i)) }, without(labels, i), {
          kernel: 'ntk',
          ridge: { value, scale: 'absolute' },
        });
        const [mean] = toRows((await posterior(model, { x: toMatrix([x[i]!]) })).mean);
        errors.push(...mean!.map((prediction, c) => (prediction - labels[i]![c]!) ** 2));
      }
      close(found[r]!, average(errors));
    }
  });

  test('a kernel that is not positive definite with a ridge has no score', async () => {
    const twice = {
      points: {
        x: toMatrix([
          [1, 2],
          [1, 2],
          [2, 1],
        ]),
      },
      labels: toMatrix([[1], [2], [3]]),
    };
    const found = await spectralScorer(twice, 'evidence', engine).score(choice, [-1, 0.1], uncontrolled);
    assert.ok(Number.isNaN(found[0]) && Number.isFinite(found[1]));
  });
});

test('more points than eigenvectors can be had of are refused before their kernel is computed', () => {
  const many = { points: { x: matrix(32_001, 1) }, labels: matrix(32_001, 1) };
  for (const kind of ['evidence', 'leave_one_out'] as const)
    assert.throws(
      () => spectralScorer(many, kind, engine),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/criterion/kind',
    );
});

describe('folds', () => {
  test('every image is held out once, and never both seen and held out', () => {
    for (const set of [points, onGrid]) {
      const folds = imageFolds(set, 3, 1);
      const held = folds.flatMap((fold) => [...fold.held]).sort((a, b) => a - b);
      assert.deepEqual(
        held,
        Array.from({ length: set.x.shape[0] }, (_, i) => i),
      );
      for (const fold of folds) {
        assert.equal(fold.train.length + fold.held.length, held.length);
        assert.ok(fold.held.every((image) => !fold.train.includes(image)));
        assert.ok(fold.held.length >= Math.floor(held.length / 3));
      }
    }
  });

  test('rows with the same image stay together', () => {
    const rows = paired([...normalRows(4, 2, 1), ...normalRows(4, 2, 1)], normalRows(8, 2, 2), 'rows');
    for (const { held } of imageFolds(rows, 2, 0)) for (const index of held) assert.ok(held.includes((index + 4) % 8));
  });
});

describe('cross-validation', () => {
  const solver = { tolerance: 1e-10, mostIterations: 300 };

  test('is fitting and predicting fold by fold', async () => {
    const found = await denseCrossValidation(training, 3, 4, engine).score(choice, RIDGES, uncontrolled);
    const kernel = (await kernelsOf(architecture, points)).ntk;
    const pick = (rows: Int32Array, columns: Int32Array) => [...rows].map((i) => [...columns].map((j) => kernel[i]![j]!));
    for (const [r, ridge] of RIDGES.entries()) {
      const errors = imageFolds(points, 3, 4).flatMap(({ train, held }) => {
        const alpha = solve(
          withDiagonal(pick(train, train), ridge),
          [...train].map((i) => labels[i]!),
        );
        const means = multiply(pick(held, train), alpha);
        return [...held].flatMap((i, k) => labels[i]!.map((value, c) => (value - means[k]![c]!) ** 2));
      });
      close(found[r]!, average(errors));
    }
  });

  test('on a grid, the full-grid solver finds what factorisations do', async () => {
    const grid = gridCrossValidation({ points: onGrid, labels: gridLabels, folds: 3, seed: 2, ...solver }, engine);
    const dense = denseCrossValidation({ points: onGrid, labels: gridLabels }, 3, 2, engine);
    const found = await grid.score(gridChoice, RIDGES, uncontrolled);
    const expected = await dense.score(gridChoice, RIDGES, uncontrolled);
    for (const r of RIDGES.keys()) close(found[r]!, expected[r]!, 1e-6);
  });

  test('a ridge whose system is not solved has no score', async () => {
    const limits = { tolerance: 1e-10, mostIterations: 2 };
    const grid = gridCrossValidation({ points: onGrid, labels: gridLabels, folds: 3, seed: 2, ...limits }, engine);
    assert.deepEqual(await grid.score(gridChoice, [1e-6], uncontrolled), [Number.NaN]);
  });

  test('more folds than images are refused', () => {
    assert.throws(() => imageFolds(points, 11, 0), /11 folds need at least as many images/);
  });
});
