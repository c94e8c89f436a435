import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { TEMPORARY_SUFFIX } from '../../src/store/atomic-file.ts';
import { loadArrays } from '../../src/store/bundle.ts';
import { JobStore, type StoredJob } from '../../src/store/job-store.ts';

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
  assert.ok((await readdir(reopened.folder(idOf(1)))).includes('input.x.npy'));
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
