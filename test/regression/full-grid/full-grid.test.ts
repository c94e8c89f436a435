import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import type { Hypernetwork } from '../../../src/kernels/architecture.ts';
import type { HypernetworkPoints } from '../../../src/kernels/points.ts';
import { matrix, type NdArray } from '../../../src/nd-array.ts';
import { fitRegression, type RegressionProblem } from '../../../src/regression/fit.ts';
import { predict } from '../../../src/regression/predict.ts';
import type { SolverSpec } from '../../../src/regression/solver.ts';
import { hypernetwork, mlp, paired, RELU, relativeError, toMatrix, toRows } from '../../reference/cases.ts';
import type { Rows } from '../../reference/naive-kernels.ts';
import { engine, normalRows } from '../support.ts';

const FULL_GRID: SolverSpec = { kind: 'full_grid', tolerance: 1e-10, mostIterations: 500 };
const CHOLESKY: SolverSpec = { kind: 'cholesky' };

/** Agreement with the dense solver that is asked for. */
const AGREEMENT = 1e-6;

const SIDE = 4;
const pixels: Rows = Array.from({ length: SIDE * SIDE }, (_, k) => [Math.floor(k / SIDE), k % SIDE]);
const images = normalRows(7, 5, 1);
const others = normalRows(3, 5, 2);
const fourierLimit = { kind: 'fourier_limit' as const, lengthScale: 1.3 };
const circle: Rows = Array.from({ length: 9 }, (_, k) => [Math.cos(0.7 * k), Math.sin(0.7 * k)]);

/** Grids whose coordinates have one variance, differ in it, or are all different. */
const SETTINGS: Record<string, { architecture: Hypernetwork; z: Rows }> = {
  'pixels, ReLU': { architecture: hypernetwork(mlp(3, RELU), mlp(2, RELU), fourierLimit), z: pixels },
  'pixels, a deeper g': { architecture: hypernetwork(mlp(2, RELU), mlp(4, RELU), fourierLimit), z: pixels },
  'pixels, erf and gelu with biases': {
    architecture: hypernetwork(mlp(2, { name: 'erf' }, { biasStd: 0.3 }), mlp(3, { name: 'gelu' }, { biasStd: 0.2 }), fourierLimit),
    z: pixels,
  },
  'a circle without features': { architecture: hypernetwork(mlp(3, RELU), mlp(2, RELU)), z: circle },
  'scattered coordinates without features': {
    architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU)),
    z: normalRows(11, 3, 4),
  },
  'scattered coordinates, finite features': {
    architecture: hypernetwork(mlp(2, RELU), mlp(3, { name: 'erf' }), { kind: 'fourier', lengthScale: 1, features: 40, seed: 3 }),
    z: normalRows(8, 2, 5),
  },
};

function problemOf(
  { architecture, z }: { architecture: Hypernetwork; z: Rows },
  solver: SolverSpec,
  rest: Partial<RegressionProblem> = {},
): RegressionProblem {
  return {
    architecture,
    kernel: 'ntk',
    points: paired(images, z, 'grid'),
    labels: toMatrix(normalRows(images.length * z.length, 2, 6)),
    ridge: { value: 0.01, scale: 'absolute' },
    jitters: [],
    solver,
    ...rest,
  };
}

/** Means of the fit of `rest` by both solvers, `[full grid, dense]`. */
async function bothMeans(
  setting: { architecture: Hypernetwork; z: Rows },
  test: HypernetworkPoints,
  rest: Partial<RegressionProblem> = {},
) {
  const means: Rows[] = [];
  for (const solver of [FULL_GRID, CHOLESKY]) {
    const model = await fitRegression(problemOf(setting, solver, rest), engine, uncontrolled);
    means.push(toRows((await predict(model, test, false, engine, uncontrolled)).mean));
  }
  return means as [Rows, Rows];
}

/** Two of three points. */
const partly = (count: number) => Uint8Array.from({ length: count }, (_, k) => ((k * 7) % 3 === 0 ? 0 : 1));

for (const [name, setting] of Object.entries(SETTINGS)) {
  describe(name, () => {
    const onGrid = paired(others, setting.z, 'grid') as HypernetworkPoints;
    for (const kernel of ['nngp', 'ntk'] as const) {
      test(`${kernel}: predictions are those of the dense solver`, async () => {
        const [found, expected] = await bothMeans(setting, onGrid, { kernel });
        assert.ok(relativeError(found, expected) < AGREEMENT, `${relativeError(found, expected)}`);
      });

      test(`${kernel}: a mask is the same as leaving points out`, async () => {
        const observed = partly(images.length * setting.z.length);
        const [found, expected] = await bothMeans(setting, onGrid, { kernel, observed });
        assert.ok(relativeError(found, expected) < AGREEMENT, `${relativeError(found, expected)}`);
        const [all] = await bothMeans(setting, onGrid, { kernel });
        assert.ok(relativeError(found, all) > 1e-2, 'the mask matters');
      });
    }

    test('weights, training error and certificate', async () => {
      const fullGrid = await fitRegression(problemOf(setting, FULL_GRID), engine, uncontrolled);
      const dense = await fitRegression(problemOf(setting, CHOLESKY), engine, uncontrolled);
      assert.ok(fullGrid.solver === 'full_grid' && dense.solver === 'cholesky');
      const points = images.length * setting.z.length;
      const weights = toRows(dense.weights).map((_, point) =>
        [0, 1].map((column) => fullGrid.weights.data[column * points + point]!),
      );
      assert.ok(relativeError(weights, toRows(dense.weights)) < AGREEMENT);
      assert.ok(Math.abs(fullGrid.trainMse / dense.trainMse - 1) < AGREEMENT);
      const { rank, iterations, relativeResidual, exactResidual, checkedRows } = fullGrid.certificate;
      assert.ok(rank >= 1 && iterations >= 1 && relativeResidual <= 1e-10);
      assert.ok(exactResidual < 1e-6, `${exactResidual}`);
      assert.equal(checkedRows, images.length * Math.min(8, setting.z.length));
    });

    test('points off the grid, in any order and one by one', async () => {
      const z = [setting.z[3]!, setting.z[0]!.map((value) => value + 0.4), setting.z[2]!];
      const test = paired(others, z, 'rows') as HypernetworkPoints;
      const [found, expected] = await bothMeans(setting, test);
      assert.ok(relativeError(found, expected) < AGREEMENT, `${relativeError(found, expected)}`);
      const reversed = paired(others.toReversed(), z.toReversed(), 'rows') as HypernetworkPoints;
      const [again] = await bothMeans(setting, reversed);
      assert.ok(relativeError(again.toReversed(), found) < 1e-12);
      const [alone] = await bothMeans(setting, paired(others.slice(1, 2), z.slice(1, 2), 'rows') as HypernetworkPoints);
      assert.ok(relativeError(alone, found.slice(1, 2)) < 1e-12);
    });

    test('some coordinates of the grid, in another order', async () => {
      const z = [setting.z[5]!, setting.z[1]!];
      const [found, expected] = await bothMeans(setting, paired(others, z, 'grid') as HypernetworkPoints);
      assert.ok(relativeError(found, expected) < AGREEMENT, `${relativeError(found, expected)}`);
    });
  });
}

const setting = SETTINGS['pixels, ReLU']!;

test('the certificate of a masked fit is about observed points, however few', async () => {
  const observed = new Uint8Array(images.length * pixels.length);
  observed[3] = 1;
  observed[50] = 1;
  const model = await fitRegression(problemOf(setting, FULL_GRID, { observed }), engine, uncontrolled);
  assert.ok(model.solver === 'full_grid');
  const { checkedRows, exactResidual } = model.certificate;
  assert.equal(checkedRows, 2);
  assert.ok(exactResidual < 1e-6, `${exactResidual}`);
  assert.ok(model.weights.data.every((value, at) => observed[at % observed.length] === 1 || value === 0));
});

describe('images that repeat', () => {
  test('are one image', async () => {
    const twice = paired([...images.slice(0, 3), images[0]!], pixels, 'grid') as HypernetworkPoints;
    const labels = toMatrix(normalRows(4 * pixels.length, 1, 8));
    const [found, expected] = await bothMeans(setting, paired(others, pixels, 'grid') as HypernetworkPoints, {
      points: twice,
      labels,
    });
    assert.ok(relativeError(found, expected) < AGREEMENT, `${relativeError(found, expected)}`);
  });
});

describe('what does not come out', () => {
  test('a tolerance that cannot be reached is an error with what was', async () => {
    const problem = problemOf(setting, { kind: 'full_grid', tolerance: 1e-30, mostIterations: 40 });
    await assert.rejects(fitRegression(problem, engine, uncontrolled), (error) => {
      assert.ok(isHypertangentError(error, 'tolerance_not_reached'));
      const { tolerance, reached, iterations } = error.details;
      assert.ok(tolerance === 1e-30 && reached > 1e-30 && reached < 1e-10 && iterations <= 40);
      return true;
    });
  });

  test('no ridge, a ladder of jitters, points in rows and an mlp are refused', async () => {
    const rows = { points: paired(images, pixels.slice(0, images.length), 'rows'), labels: matrix(images.length, 1) };
    const plain = { architecture: mlp(2, RELU), points: { x: toMatrix(images) }, labels: matrix(images.length, 1) };
    const cases: [string, Partial<RegressionProblem>][] = [
      ['/ridge/value', { ridge: { value: 0, scale: 'absolute' } }],
      ['/jitter', { jitters: [1e-10] }],
      ['/train/pairing', rows],
      ['/train/pairing', plain],
    ];
    for (const [path, rest] of cases) {
      await assert.rejects(
        fitRegression(problemOf(setting, FULL_GRID, rest), engine, uncontrolled),
        (error) => isHypertangentError(error, 'invalid_value') && error.details.path === path,
      );
    }
  });

  test('a mask that hides everything', async () => {
    const observed = new Uint8Array(images.length * pixels.length);
    for (const solver of [FULL_GRID, CHOLESKY])
      await assert.rejects(
        fitRegression(problemOf(setting, solver, { observed }), engine, uncontrolled),
        (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/train/observed',
      );
  });
});

describe('auto', () => {
  const big = { points: paired(normalRows(140, 5, 9), pixels, 'grid'), labels: toMatrix(normalRows(140 * 16, 1, 7)) };
  const auto: SolverSpec = { kind: 'auto', tolerance: 1e-6, mostIterations: 100 };
  const solverOf = async (rest: Partial<RegressionProblem>) =>
    (await fitRegression(problemOf(setting, auto, rest), engine, uncontrolled)).solver;

  test('takes the full grid for many points, and a factorisation for few or without a ridge', async () => {
    assert.equal(await solverOf(big), 'full_grid');
    assert.equal(await solverOf({}), 'cholesky');
    assert.equal(await solverOf({ ridge: { value: 0, scale: 'absolute' }, labels: matrix(112, 1) }), 'cholesky');
  });
});

describe('checkpoints', () => {
  test('a solution that was kept is where a fit goes on', async () => {
    const first = await fitRegression(problemOf(setting, FULL_GRID), engine, uncontrolled);
    assert.ok(first.solver === 'full_grid' && first.certificate.iterations > 1);
    const checkpoints = { intervalMs: 0, load: async (): Promise<NdArray> => first.weights, save: async () => assert.fail() };
    const again = await fitRegression(problemOf(setting, FULL_GRID), engine, uncontrolled, checkpoints);
    assert.ok(again.solver === 'full_grid');
    assert.equal(again.certificate.iterations, 0);
    // Up to a change of basis there and back.
    assert.ok(relativeError([[...again.weights.data]], [[...first.weights.data]]) < 1e-14);
  });

  test('it goes before weights to start from, which stay what they are', async () => {
    const first = await fitRegression(problemOf(setting, FULL_GRID), engine, uncontrolled);
    assert.ok(first.solver === 'full_grid');
    const checkpoints = { intervalMs: 0, load: async (): Promise<NdArray> => first.weights, save: async () => assert.fail() };
    const weights = { shape: first.weights.shape, data: first.weights.data.map((value, k) => value + k) };
    const before = weights.data.slice();
    const observed = new Uint8Array(first.weights.data.length / 2).fill(1).fill(0, 3, 5);
    const start = { solver: 'full_grid' as const, weights };
    const again = await fitRegression(problemOf(setting, FULL_GRID, { start }), engine, uncontrolled, checkpoints);
    assert.ok(again.solver === 'full_grid' && again.certificate.iterations === 0);
    const masked = await fitRegression(problemOf(setting, FULL_GRID, { start, observed }), engine, uncontrolled);
    assert.ok(masked.solver === 'full_grid' && masked.certificate.iterations > 0);
    assert.ok(masked.weights.data.every((value, k) => (k % observed.length < 3 || k % observed.length > 4) !== (value === 0)));
    assert.deepEqual(weights.data, before);
  });
});
