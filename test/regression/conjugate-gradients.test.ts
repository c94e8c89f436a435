import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { matrix } from '../../src/nd-array.ts';
import { fitRegression } from '../../src/regression/fit.ts';
import { KernelProduct } from '../../src/regression/iterative/kernel-product.ts';
import { predict } from '../../src/regression/predict.ts';
import type { SolverSpec } from '../../src/regression/solver.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../reference/cases.ts';
import { CHOLESKY, COUNT, fitWith, LABELS, MASK, meansOf, SETTINGS } from './solvers-support.ts';
import { engine, multiply, normalRows } from './support.ts';

const gradients = (rank?: number, tolerance = 1e-11, mostIterations = 500): SolverSpec => ({
  kind: 'conjugate_gradients',
  tolerance,
  mostIterations,
  seed: 3,
  ...(rank !== undefined && { rank }),
});

for (const [name, setting] of Object.entries(SETTINGS))
  describe(name, () => {
    for (const kernel of ['nngp', 'ntk'] as const)
      test(`${kernel}: predictions are those of the dense solver`, async () => {
        for (const rank of [undefined, 1, 10, COUNT]) {
          const error = relativeError(
            await meansOf(setting, gradients(rank), { kernel }),
            await meansOf(setting, CHOLESKY, { kernel }),
          );
          assert.ok(error < 1e-8, `rank ${rank}: ${error}`);
        }
      });

    test('training error and certificate', async () => {
      const model = await fitWith(setting, gradients(10));
      const dense = await fitWith(setting, CHOLESKY);
      assert.ok(model.solver === 'conjugate_gradients');
      assert.ok(Math.abs(model.trainMse / dense.trainMse - 1) < 1e-7);
      const { rank, iterations, relativeResidual, exactResidual, checkedRows } = model.certificate;
      assert.deepEqual([rank, checkedRows, exactResidual], [10, COUNT, relativeResidual]);
      assert.ok(iterations >= 1 && relativeResidual <= 1e-11);
    });

    test('the preconditioner of all points needs hardly an iteration', async () => {
      const model = await fitWith(setting, gradients(COUNT, 1e-8));
      assert.ok(model.solver === 'conjugate_gradients' && model.certificate.iterations <= 3);
    });

    test('the same seed gives the same weights', async () => {
      const [a, b] = [await fitWith(setting, gradients(5)), await fitWith(setting, gradients(5))];
      assert.deepEqual(a, b);
    });
  });

test('a mask is the same as leaving points out', async () => {
  const setting = SETTINGS['hypernetwork, grid']!;
  const rest = { observed: MASK };
  assert.ok(relativeError(await meansOf(setting, gradients(), rest), await meansOf(setting, CHOLESKY, rest)) < 1e-8);
});

test('a column of zeros has no weights', async () => {
  const labels = toMatrix(LABELS.map(([first]) => [first!, 0]));
  const model = await fitWith(SETTINGS.mlp!, gradients(), { labels });
  assert.ok(model.solver === 'conjugate_gradients' && toRows(model.weights).every(([, second]) => second === 0));
});

test('points that are all 0 have a kernel of 0: the weights are y/λ', async () => {
  const setting = { architecture: mlp(2, RELU), train: { x: matrix(3, 2) }, test: { x: matrix(1, 2) } };
  const model = await fitWith(setting, gradients(), {
    labels: toMatrix([[1], [2], [3]]),
    ridge: { value: 0.5, scale: 'absolute' },
  });
  assert.ok(model.solver === 'conjugate_gradients' && relativeError(toRows(model.weights), [[2], [4], [6]]) < 1e-12);
  assert.equal(model.certificate.rank, 0);
});

test('a tolerance that is not reached is an error with what was reached', async () => {
  await assert.rejects(fitWith(SETTINGS.mlp!, gradients(1, 1e-12, 2)), (error) => {
    assert.ok(isHypertangentError(error, 'tolerance_not_reached'));
    assert.ok(error.details.iterations === 2 && error.details.reached > 1e-12);
    return true;
  });
});

test('what it cannot take is refused with where it stands', async () => {
  const cases = [
    ['/ridge/value', gradients(), { ridge: { value: 0, scale: 'absolute' as const } }],
    ['/jitter', gradients(), { jitters: [1e-10] }],
    ['/solver/preconditioner_rank', gradients(COUNT + 1), {}],
    // Points are counted again behind a mask.
    ['/solver/preconditioner_rank', gradients(COUNT), { observed: MASK }],
  ] as const;
  for (const [path, solver, rest] of cases)
    await assert.rejects(
      fitWith(SETTINGS['hypernetwork, grid']!, solver, rest as object),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === path,
    );
});

test('no variance: there is no factorisation', async () => {
  const model = await fitWith(SETTINGS.mlp!, gradients());
  await assert.rejects(
    predict(model, SETTINGS.mlp!.test, true, engine, uncontrolled),
    (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/variance',
  );
});

test('an interrupted solve goes on from its checkpoint', async () => {
  const setting = SETTINGS.mlp!;
  const dense = await fitWith(setting, CHOLESKY);
  assert.ok(dense.solver === 'cholesky');
  const [n, k] = dense.weights.shape;
  const start = Float64Array.from({ length: n * k }, (_, at) => dense.weights.data[(at % n) * k + Math.floor(at / n)]!);
  const checkpoints = (data: Float64Array) => ({
    intervalMs: 0,
    load: async () => ({ shape: [data.length], data }),
    save: async () => {},
  });
  const problem = { architecture: setting.architecture, kernel: 'ntk' as const, points: setting.train, labels: toMatrix(LABELS) };
  const options = { ridge: { value: 0.01, scale: 'absolute' as const }, jitters: [], solver: gradients(5, 1e-6) };
  const model = await fitRegression({ ...problem, ...options }, engine, uncontrolled, checkpoints(start));
  assert.ok(model.solver === 'conjugate_gradients' && model.certificate.iterations === 0);
  // What full_grid left of the same problem with a mask has numbers for hidden points, too.
  const longer = await fitRegression({ ...problem, ...options }, engine, uncontrolled, checkpoints(new Float64Array(2 * n * k)));
  assert.ok(longer.solver === 'conjugate_gradients' && longer.weights.data.length === n * k);
  assert.ok(longer.certificate.iterations > 0 && longer.certificate.exactResidual <= 1e-6);
});

describe('products with K, computed block by block on all threads', () => {
  const engines = createEngine({ linalg: 'wasm', threads: 2 });
  after(async () => (await engines).close());

  for (const size of [1, 127, 128, 129, 300])
    test(`${size} points`, async () => {
      const x = toMatrix(normalRows(size, 3, size));
      const architecture = mlp(3, RELU);
      const expected = (await kernelsOf(architecture, { x })).ntk;
      const product = await KernelProduct.prepare({ architecture, kernel: 'ntk', points: { x } }, (await engines).engine);
      for (const k of [1, 3]) {
        const v = normalRows(size, k, 9);
        const flat = Float64Array.from({ length: size * k }, (_, at) => v[at % size]![Math.floor(at / size)]!);
        const out = new Float64Array(size * k);
        await product.multiply(flat, out, uncontrolled);
        const found = v.map((_, i) => Array.from({ length: k }, (_, c) => out[c * size + i]!));
        assert.ok(relativeError(found, multiply(expected, v)) < 1e-12);
      }
    });

  test('of more points than a block of rows has', async () => {
    const x = toMatrix(normalRows(5000, 2, 1));
    const architecture = mlp(2, RELU);
    const source = { architecture, kernel: 'nngp' as const, points: { x } };
    const { engine: threaded } = await engines;
    const product = await KernelProduct.prepare(source, threaded);
    const v = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i));
    const out = new Float64Array(5000);
    await product.multiply(v, out, uncontrolled);
    const some = [0, 1, 3071, 3072, 4999];
    const rows = await kernelsOf(architecture, { x: toMatrix(some.map((i) => [...x.data.subarray(2 * i, 2 * i + 2)])) }, { x });
    for (const [k, i] of some.entries()) {
      const exact = rows.nngp[k]!.reduce((sum, entry, j) => sum + entry * v[j]!, 0);
      assert.ok(Math.abs(out[i]! - exact) < 1e-9 * Math.max(1, Math.abs(exact)), `row ${i}: ${out[i]} ${exact}`);
    }
  });
});
