import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import { matrix } from '../../src/nd-array.ts';
import { RegressionStore } from '../../src/store/regression-store.ts';
import { mlp, RELU } from '../reference/cases.ts';
import { fit } from '../regression/support.ts';
import { npy } from '../support/requests.ts';
import { DAY, HOUR, TestSweeper } from './support.ts';

let dataDir: string;
let sweeper: TestSweeper;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sweep-'));
  sweeper = new TestSweeper(dataDir, { keepArraysMs: DAY, keepModelsMs: DAY });
});
afterEach(() => rm(dataDir, { recursive: true }));

const upload = (id: string, owner?: string, rows = [[1, 2]]) =>
  sweeper.arrays.of(owner).put(
    id,
    (async function* () {
      yield npy(rows);
    })(),
    1e6,
  );
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'there',
    (error) => (isHypertangentError(error) ? error.code : error),
  );
const array = (id: string, owner?: string) => codeOf(sweeper.arrays.of(owner).get(id));
const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

async function keepRegression(digit: number, owner?: string): Promise<void> {
  const regression = await fit(mlp(2, RELU), { x: matrix(1, 1, Float64Array.of(1)) }, [[1]]);
  const { kernel, ridge, jitter, trainMse } = regression;
  const provenance = { version: '1', engine: 'reference', precision: 'float64' as const, seconds: 1 };
  const facts = { architectureType: 'mlp' as const, kernel, solver: 'cholesky' as const, points: 1, outputs: 1 };
  const summary = { id: idOf(digit), createdAt: Date.now(), ...facts, ridge, jitter, trainMse, provenance };
  await new RegressionStore(dataDir, owner === undefined ? {} : { owner }).save(summary, regression);
}
const regression = (digit: number, view: object = { everyone: true }) =>
  codeOf(new RegressionStore(dataDir, view).summary(idOf(digit)));

test('arrays go a time after their upload, those of every owner, and are known to have been there by their owner alone', async () => {
  await upload('a');
  await upload('a', 'alice');
  assert.deepEqual(await sweeper.sweep(), {});
  sweeper.now += DAY + HOUR;
  assert.deepEqual(await sweeper.sweep(), { array: { count: 2, bytes: 288 } });
  assert.deepEqual(
    [await array('a'), await array('a', 'alice'), await array('a', 'bob')],
    ['expired', 'expired', 'array_not_found'],
  );
  assert.equal(await codeOf(sweeper.arrays.delete('a')), 'expired');
  assert.deepEqual(
    (await readdir(join(dataDir, 'arrays'), { recursive: true })).filter((name) => name.includes('.')),
    [],
  );
});

test('an upload to the same id makes a new array, whose deletion leaves nothing to be told', async () => {
  await upload('a');
  sweeper.now += DAY + HOUR;
  await sweeper.sweep();
  await upload('a');
  assert.equal(await array('a'), 'there');
  await sweeper.arrays.delete('a');
  assert.equal(await array('a'), 'array_not_found');
});

test('an array that was replaced after it was looked at stays', async () => {
  const old = await upload('a');
  await upload('a', undefined, [[3]]);
  assert.equal(await sweeper.arrays.expire({ ...old, createdAt: '2020-01-01T00:00:00.000Z' }, sweeper.now), false);
  assert.equal(await array('a'), 'there');
});

test('regressions go a time after their fit', async () => {
  await keepRegression(1);
  await keepRegression(2, 'alice');
  sweeper.now += DAY + HOUR;
  const { regression: removed } = await sweeper.sweep();
  assert.equal(removed?.count, 2);
  assert.ok(removed.bytes > 100);
  assert.deepEqual([await regression(1), await regression(2)], ['expired', 'expired']);
  assert.deepEqual(
    [await regression(2, { owner: 'alice' }), await regression(2, { owner: 'bob' })],
    ['expired', 'regression_not_found'],
  );
  assert.deepEqual(await readdir(join(dataDir, 'regressions')), []);
});

test('what is used stays, and goes when it is not used any more', async () => {
  await upload('a', 'alice');
  await keepRegression(1);
  const releases = [
    sweeper.inUse.take({ kind: 'array', id: 'a', owner: 'alice' }),
    sweeper.inUse.take({ kind: 'regression', id: idOf(1) }),
  ];
  sweeper.now += 2 * DAY;
  assert.deepEqual(await sweeper.sweep(), {});
  for (const release of releases) release();
  const { array: arrays, regression: regressions } = await sweeper.sweep();
  assert.deepEqual([arrays?.count, regressions?.count], [1, 1]);
});

test('without limits everything stays', async () => {
  await upload('a');
  await keepRegression(1);
  const other = new TestSweeper(dataDir, {});
  other.now += 1e5 * DAY;
  assert.deepEqual(await other.sweep(), {});
  assert.deepEqual([await array('a'), await regression(1)], ['there', 'there']);
});

test('a clock that is set back takes nothing, and what comes then goes in its time', async () => {
  await upload('a');
  await sweeper.sweep();
  sweeper.now -= 3 * DAY;
  assert.deepEqual(await sweeper.sweep(), {});
  sweeper.now += 4 * DAY + HOUR;
  assert.equal((await sweeper.sweep()).array?.count, 1);
});

test('trouble with one kind of things does not keep the others', async () => {
  await upload('a');
  await keepRegression(1);
  const [name] = (await readdir(join(dataDir, 'arrays'))).filter((file) => file.endsWith('.json'));
  const path = join(dataDir, 'arrays', name!);
  const sidecar = await readFile(path);
  await rm(path);
  await mkdir(path);
  sweeper.now += DAY + HOUR;
  assert.equal((await sweeper.sweep()).regression?.count, 1);
  assert.equal(sweeper.failures.length, 1);
  await rm(path, { recursive: true });
  await writeFile(path, sidecar);
  assert.equal((await sweeper.sweep()).array?.count, 1, 'the next sweep tries again');
});

test('processes that sweep the same directory at the same time remove each array once', async () => {
  for (const id of ['a', 'b', 'c', 'd']) await upload(id);
  const sweepers = Array.from({ length: 3 }, () => new TestSweeper(dataDir, { keepArraysMs: HOUR / 12 }));
  // Less than an hour: what was begun so long ago is tidied away.
  for (const each of sweepers) each.now += HOUR / 2;
  const swept = await Promise.all(sweepers.map((each) => each.sweep()));
  assert.deepEqual(
    sweepers.flatMap(({ failures }) => failures),
    [],
  );
  assert.equal(
    swept.reduce((sum, removed) => sum + (removed.array?.count ?? 0), 0),
    4,
  );
});
