import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { DenseRegression } from '../../src/regression/dense/fit.ts';
import { RegressionStore, type RegressionSummary } from '../../src/store/regression-store.ts';
import { hypernetwork, mlp, paired, RELU } from '../reference/cases.ts';
import { fit, posterior } from '../regression/support.ts';
import { damaged, flipBit } from '../support/damage.ts';

const HOSTILE = ['', '.', '..', '../../../../../../../../../../etc/x', '/etc/passwd', 'a/b', 'A'.repeat(36), `${'a'.repeat(36)}\n`];

let dataDir: string;
let store: RegressionStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'regressions-'));
  store = new RegressionStore(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const folderOf = (digit: number) => join(dataDir, 'regressions', idOf(digit));
const notFound = (error: unknown) => isHypertangentError(error, 'regression_not_found');

const points = paired(
  [
    [1, 2],
    [3, 4],
  ],
  [[0], [1]],
  'rows',
);
const regression = await fit(hypernetwork(mlp(2, RELU), mlp(2, RELU, { weightStd: [1, 2] })), points, [[1], [2]]);
/** What predicting takes of it. */
const { diagnostics: _, ...needed } = regression;

function summary(digit: number, createdAt = digit): RegressionSummary {
  const { kernel, ridge, jitter, trainMse } = regression;
  const provenance = { version: '1', engine: 'reference', precision: 'float64' as const, seconds: 1 };
  const size = { points: 2, outputs: 1 };
  return {
    id: idOf(digit),
    createdAt,
    architectureType: 'hypernetwork',
    kernel,
    solver: 'cholesky',
    ...size,
    ridge,
    jitter,
    trainMse,
    provenance,
  };
}

test('a regression that was kept is the same regression, and predicts the same', async () => {
  await store.save(summary(1), regression);
  const loaded = (await new RegressionStore(dataDir).load(idOf(1))) as DenseRegression;
  assert.deepEqual(loaded, needed);
  assert.deepEqual(await posterior(loaded, points), await posterior(regression, points));
  assert.deepEqual(await store.summary(idOf(1)), summary(1));
});

test('one that may not be there is found, or it is not', async () => {
  await store.of({ owner: 'alice' }).save(summary(1), regression);
  assert.deepEqual(await store.find(idOf(1)), { ...summary(1), owner: 'alice' });
  for (const [where, id] of [
    [store, idOf(2)],
    [store.of({ owner: 'bob' }), idOf(1)],
    ...HOSTILE.map((id) => [store, id] as const),
  ] as const) {
    assert.equal(await where.find(id), undefined);
    assert.equal(await where.fittedSubset(id, 0), undefined);
  }
  assert.equal(await store.fittedSubset(idOf(1), 0), undefined, 'of a regression that is one');
});

test('what predictions at times of training need is read for them alone', async () => {
  const flowing = await fit(mlp(2, RELU), { x: points.x }, [[1], [2]], { gradientFlow: true, diagnostics: ['leave_one_out'] });
  const numbers = { logMarginalLikelihood: -3, leaveOneOutMse: 2 };
  await store.save({ ...summary(1), diagnostics: numbers, gradientFlow: true }, flowing);
  assert.equal('flow' in (await store.load(idOf(1))), false);
  assert.deepEqual(((await store.load(idOf(1), { flow: true })) as DenseRegression).flow, flowing.flow);
  assert.equal((await store.shape(idOf(1))).gradientFlow, true);
  const { leaveOneOutResiduals, ...rest } = await store.diagnostics(idOf(1));
  assert.deepEqual([rest, leaveOneOutResiduals!.shape], [numbers, [2, 1]]);
});

test('a model of a version without diagnostics is read, and predicts', async () => {
  await store.save(summary(1), needed);
  const loaded = (await store.load(idOf(1))) as DenseRegression;
  assert.deepEqual(await posterior(loaded, points), await posterior(regression, points));
  assert.deepEqual([await store.diagnostics(idOf(1)), (await store.shape(idOf(1))).gradientFlow], [{}, false]);
});

test('regressions are listed newest first', async () => {
  assert.deepEqual(await store.list(), []);
  for (const [digit, createdAt] of [
    [1, 50],
    [2, 70],
    [3, 60],
  ] as const)
    await store.save(summary(digit, createdAt), regression);
  assert.deepEqual(await store.list(), [summary(2, 70), summary(3, 60), summary(1, 50)]);
});

test('a deleted regression is gone', async () => {
  await store.save(summary(1), regression);
  await store.delete(idOf(1));
  assert.deepEqual(await readdir(join(dataDir, 'regressions')), []);
  for (const use of ['summary', 'load', 'delete'] as const) await assert.rejects(store[use](idOf(1)), notFound);
});

test('an interrupted fit is not there, and is swept away alone', async () => {
  await store.sweep();
  await store.save(summary(1), regression);
  await mkdir(folderOf(2));
  await writeFile(join(folderOf(2), 'model.regression.factor.npy'), 'half');
  await mkdir(join(dataDir, 'regressions', 'notes'));
  assert.deepEqual(
    (await store.list()).map(({ id }) => id),
    [idOf(1)],
  );
  await assert.rejects(store.load(idOf(2)), notFound);
  await store.sweep();
  assert.deepEqual((await readdir(join(dataDir, 'regressions'))).sort(), [idOf(1), 'notes']);
  assert.deepEqual(await store.load(idOf(1)), needed);
});

test('an id that is none is not found, and never a path', async () => {
  await writeFile(join(dataDir, 'model.json'), '{}');
  for (const id of HOSTILE) {
    for (const use of [store.summary(id), store.load(id), store.delete(id)]) {
      await assert.rejects(use, (error) => isHypertangentError(error, 'regression_not_found') && error.details.id === id);
    }
  }
  assert.deepEqual(await readdir(dataDir), ['model.json']);
});

test('a regression is there for its owner, and for who sees everyone’s, and for no other', async () => {
  const [alice, bob, nobody] = [store.of({ owner: 'alice' }), store.of({ owner: 'bob' }), store.of({})];
  assert.deepEqual(await alice.save(summary(1), regression), { ...summary(1), owner: 'alice' });
  await nobody.save(summary(2), regression);
  for (const [view, ids] of [
    [alice, [1]],
    [bob, []],
    [nobody, [2]],
    [store, [2, 1]],
  ] as const)
    assert.deepEqual(
      (await view.list()).map(({ id }) => id),
      ids.map(idOf),
    );
  for (const other of [bob, nobody])
    for (const use of ['stored', 'summary', 'shape', 'load', 'weights', 'diagnostics', 'delete'] as const)
      await assert.rejects(other[use](idOf(1)), notFound, use);
  assert.equal((await alice.summary(idOf(1))).owner, 'alice');
  assert.equal((await store.summary(idOf(1))).owner, 'alice');
});

const modelJson = (digit: number) => join(folderOf(digit), 'model.json');

test('a damaged regression is an error, is left out of lists with notice, and stays until it is discarded', async () => {
  const told: string[] = [];
  const listening = new RegressionStore(dataDir, { everyone: true }, ({ details }) => told.push(details.what));
  for (const digit of [1, 2, 3]) await store.save(summary(digit), regression);
  await flipBit(modelJson(1), 80);
  await copyFile(modelJson(3), modelJson(2));
  await store.sweep();
  for (const digit of [1, 2])
    for (const use of ['stored', 'summary', 'shape', 'load', 'weights', 'diagnostics', 'delete'] as const)
      await assert.rejects(store[use](idOf(digit)), damaged(`regression ${idOf(digit)}`), use);
  assert.deepEqual(await listening.of({}).list(), [summary(3)]);
  assert.deepEqual(told.sort(), [`regression ${idOf(1)}`, `regression ${idOf(2)}`]);
  await store.discard(idOf(1));
  await assert.rejects(store.load(idOf(1)), notFound);
});

test('numbers that are damaged are an error wherever they are needed, and only there', async () => {
  await store.save(summary(1), regression);
  const factor = (await readdir(folderOf(1))).find((name) => name.endsWith('.factor.npy'))!;
  await flipBit(join(folderOf(1), factor), -1);
  await assert.rejects(store.load(idOf(1)), damaged(`regression ${idOf(1)}`));
  assert.deepEqual(await store.weights(idOf(1)), regression.weights);
  await rm(join(folderOf(1), factor));
  await assert.rejects(store.load(idOf(1)), damaged(`regression ${idOf(1)}`));
});

test('a regression that is written anew while it is read is read as one or the other', async () => {
  const { data } = regression.weights;
  const other = { ...regression, weights: { ...regression.weights, data: data.map((value) => -value) } };
  await store.save(summary(1), regression);
  let writing = true;
  const written = (async () => {
    for (let time = 0; time < 40; time++) await store.save(summary(1), time % 2 === 0 ? other : regression);
    writing = false;
  })();
  const reader = async () => {
    while (writing) {
      const { weights } = (await store.load(idOf(1))) as DenseRegression;
      assert.ok(
        [1, -1].some((sign) => weights.data.every((value, i) => value === sign * data[i]!)),
        String(weights.data),
      );
    }
  };
  await Promise.all([written, ...Array.from({ length: 8 }, reader)]);
});
