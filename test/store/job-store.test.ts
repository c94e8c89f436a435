import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { TEMPORARY_SUFFIX } from '../../src/store/atomic-file.ts';
import { loadArrays } from '../../src/store/bundle.ts';
import { JobStore, type StoredJob } from '../../src/store/job-store.ts';
import { damaged, flipBit } from '../support/damage.ts';

const HOSTILE = [
  '',
  '.',
  '..',
  '../../../../../../../../../../etc/x',
  '/etc/passwd',
  'a/b',
  'A'.repeat(36),
  `${'a'.repeat(36)}\n`,
  'x'.repeat(36),
];

let dataDir: string;
let store: JobStore<StoredJob>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jobs-'));
  store = new JobStore(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;
const job = (digit: number, createdAt = digit): StoredJob => ({ id: idOf(digit), state: 'queued', createdAt });
const folders = () => readdir(join(dataDir, 'jobs'));

test('record, input and result of a job are kept apart and outlive the process', async () => {
  const values = { shape: [2], data: Float64Array.of(1, 2) };
  await store.saveRecord(job(1));
  await store.saveInput(idOf(1), { x: values });
  assert.equal(await store.result(idOf(1)), undefined);
  await store.saveResult(idOf(1), { mean: values, seconds: 0.5 });
  await store.saveRecord({ ...job(1), state: 'succeeded', finishedAt: 9 });
  const reopened = new JobStore<StoredJob>(dataDir);
  assert.deepEqual(await reopened.record(idOf(1)), { id: idOf(1), state: 'succeeded', createdAt: 1, finishedAt: 9 });
  assert.deepEqual(await loadArrays(await reopened.result(idOf(1))), { mean: values, seconds: 0.5 });
  assert.ok((await readdir(reopened.folder(idOf(1)))).some((name) => /^input\.[0-9a-f]{8}\.x\.npy$/.test(name)));
});

test('jobs are listed newest first; one without a record is not there', async () => {
  assert.deepEqual(await store.list(), []);
  for (const [digit, createdAt] of [
    [1, 50],
    [2, 70],
    [3, 60],
  ] as const)
    await store.saveRecord(job(digit, createdAt));
  await store.saveInput(idOf(4), {});
  assert.deepEqual(
    (await store.list()).map(({ id }) => id),
    [idOf(2), idOf(3), idOf(1)],
  );
});

test('a removed job is gone, and removing it again does no harm', async () => {
  await store.saveRecord(job(1));
  await store.saveRecord(job(2));
  await store.remove(idOf(1));
  await store.remove(idOf(1));
  assert.equal(await store.record(idOf(1)), undefined);
  assert.deepEqual(await folders(), [idOf(2)]);
});

test('sweep removes jobs without a record, and nothing else', async () => {
  await store.sweep();
  await store.saveRecord(job(1));
  await store.saveResult(idOf(2), { a: 1 });
  await mkdir(store.folder(idOf(3)), { recursive: true });
  await mkdir(join(dataDir, 'jobs', 'notes'));
  await store.sweep();
  assert.deepEqual((await folders()).sort(), [idOf(1), 'notes']);
});

test('sweep removes files of a job whose writing was interrupted', async () => {
  await store.saveRecord(job(1));
  await store.saveInput(idOf(1), {});
  const names = await readdir(store.folder(idOf(1)));
  await writeFile(join(store.folder(idOf(1)), `result.json.0123456789abcdef${TEMPORARY_SUFFIX}`), '{"half":');
  await store.sweep();
  assert.deepEqual(await readdir(store.folder(idOf(1))), names);
});

test('an id that is none is never a path', async () => {
  await writeFile(join(dataDir, 'record.json'), JSON.stringify(job(1)));
  for (const id of HOSTILE) {
    assert.equal(await store.record(id), undefined, JSON.stringify(id));
    assert.throws(() => store.folder(id), RangeError);
    for (const use of [store.remove(id), store.result(id), store.saveInput(id, {}), store.saveRecord({ ...job(1), id })]) {
      await assert.rejects(use, RangeError);
    }
  }
  assert.deepEqual(await readdir(dataDir), ['record.json']);
});

test('a job keeps room for its last record until that is there', async () => {
  for (const state of ['queued', 'running'] as const) {
    await store.saveRecord({ ...job(1), state });
    assert.deepEqual((await readdir(store.folder(idOf(1)))).sort(), ['record.json', 'record.spare']);
  }
  await store.saveRecord({ ...job(1), state: 'succeeded' });
  assert.deepEqual(await readdir(store.folder(idOf(1))), ['record.json']);
  assert.equal((await store.record(idOf(1)))!.state, 'succeeded');
});

test('what there is of a result goes with the record of a job that has none', async () => {
  for (const state of ['failed', 'cancelled', 'succeeded'] as const) {
    await store.saveRecord(job(1));
    await store.saveInput(idOf(1), { x: { shape: [1], data: Float64Array.of(1) } });
    await store.saveResult(idOf(1), { mean: { shape: [1], data: Float64Array.of(2) } });
    await writeFile(join(store.folder(idOf(1)), 'result.01234567.half.npy'), 'half');
    await store.saveRecord({ ...job(1), state });
    const left = (await readdir(store.folder(idOf(1)))).filter((name) => name.startsWith('result'));
    assert.equal(left.length, state === 'succeeded' ? 3 : 0, `${state}: ${left}`);
    assert.equal((await readdir(store.folder(idOf(1)))).filter((name) => /^(input|record)\./.test(name)).length, 3);
  }
});

test('a damaged record is an error, is left out of lists with notice, and outlives the sweep', async () => {
  const told: string[] = [];
  const listening = new JobStore<StoredJob>(dataDir, ({ details }) => told.push(details.what));
  for (const digit of [1, 2, 3]) await store.saveRecord(job(digit));
  await flipBit(join(store.folder(idOf(1)), 'record.json'), 80);
  await copyFile(join(store.folder(idOf(3)), 'record.json'), join(store.folder(idOf(2)), 'record.json'));
  await store.sweep();
  for (const digit of [1, 2]) await assert.rejects(store.record(idOf(digit)), damaged(`job ${idOf(digit)}`));
  assert.deepEqual(await listening.list(), [job(3)]);
  assert.deepEqual(told.sort(), [`job ${idOf(1)}`, `job ${idOf(2)}`]);
  await store.remove(idOf(1));
  assert.equal(await store.record(idOf(1)), undefined);
});

test('a record of an earlier version is read, if it is of that job', async () => {
  for (const digit of [1, 2]) await mkdir(store.folder(idOf(digit)), { recursive: true });
  for (const digit of [1, 2]) await writeFile(join(store.folder(idOf(digit)), 'record.json'), `${JSON.stringify(job(1))}\n`);
  assert.deepEqual(await store.record(idOf(1)), job(1));
  await assert.rejects(store.record(idOf(2)), damaged(`job ${idOf(2)}`));
});

test('results that are saved at the same time do not mix', async () => {
  const attempts = [1, 2, 3, 4].map((value) => ({ value, mean: { shape: [1], data: Float64Array.of(value) } }));
  await Promise.all(attempts.map((result) => store.saveResult(idOf(1), result)));
  const found = (await loadArrays(await store.result(idOf(1)))) as { value: number };
  assert.deepEqual(found, attempts[found.value - 1]);
});

test('sweep leaves what is younger than it is told', async () => {
  const hour = 3600 * 1000;
  const earlier = new Date(Date.now() - 2 * hour);
  for (const digit of [1, 2, 3]) await store.saveResult(idOf(digit), { mean: { shape: [1], data: Float64Array.of(1) } });
  for (const digit of [1, 2]) {
    const folder = store.folder(idOf(digit));
    for (const name of await readdir(folder)) await utimes(join(folder, name), earlier, earlier);
    await utimes(folder, earlier, earlier);
  }
  // Somebody is writing into it.
  const [name] = await readdir(store.folder(idOf(2)));
  await writeFile(join(store.folder(idOf(2)), name!), 'more', { flag: 'a' });
  await store.sweep(hour);
  assert.deepEqual((await folders()).sort(), [idOf(2), idOf(3)]);
});
