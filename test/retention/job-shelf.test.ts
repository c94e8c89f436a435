import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { JobRecord } from '../../src/jobs/job.ts';
import { JobStore } from '../../src/store/job-store.ts';
import { DAY, HOUR, TestSweeper } from './support.ts';

let dataDir: string;
let store: JobStore<JobRecord>;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sweep-'));
  store = new JobStore(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const NOW = Date.now();
const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

/** Keeps a job that finished so long ago. */
async function keep(digit: number, agoMs: number, change: Partial<JobRecord> = {}): Promise<void> {
  const id = idOf(digit);
  const finishedAt = NOW - agoMs;
  await store.saveResult(id, { mean: { shape: [100], data: new Float64Array(100) } });
  await store.saveRecord({
    id,
    kind: 'kernels',
    state: 'succeeded',
    progress: { fraction: 1 },
    createdAt: finishedAt,
    finishedAt,
    ...change,
  });
}

const jobs = async () => (await readdir(join(dataDir, 'jobs'))).sort();
const left = async (...digits: number[]) => assert.deepEqual(await jobs(), digits.map(idOf));

test('what finished too long ago goes, and what is younger stays until its time', async () => {
  await keep(1, 8 * DAY);
  await keep(2, 6 * DAY, { state: 'failed' });
  const sweeper = new TestSweeper(dataDir, { keepJobsMs: 7 * DAY });
  const { job } = await sweeper.sweep();
  assert.equal(job?.count, 1);
  assert.ok(job.bytes > 800 && job.bytes < 2000, `${job.bytes}`);
  await left(2);
  sweeper.now += DAY - 60_000;
  assert.deepEqual(await sweeper.sweep(), {});
  sweeper.now += 60_000;
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left();
  assert.deepEqual(await sweeper.sweep(), {});
  assert.deepEqual(sweeper.failures, []);
});

test('jobs that are kept later are found, and the oldest go when all take too much', async () => {
  await keep(1, 2 * HOUR);
  const sweeper = new TestSweeper(dataDir, { keepJobsBytes: 3500 });
  assert.deepEqual(await sweeper.sweep(), {});
  await keep(2, HOUR);
  assert.deepEqual(await sweeper.sweep(), {});
  await keep(3, 3 * HOUR);
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left(1, 2);
});

test('jobs in flight stay, and so do those of another process, and folders without a record', async () => {
  await keep(1, 8 * DAY, { state: 'running' });
  await keep(2, 8 * DAY, { state: 'queued' });
  await keep(3, 8 * DAY);
  await store.saveResult(idOf(4), { a: 1 });
  const sweeper = new TestSweeper(dataDir, { keepJobsMs: HOUR, keepJobsBytes: 1 });
  const done = sweeper.inUse.take({ kind: 'job', id: idOf(3) });
  sweeper.now += 1000 * DAY;
  assert.deepEqual(await sweeper.sweep(), {});
  done();
  await keep(1, 0);
  assert.equal((await sweeper.sweep()).job?.count, 2, 'once they have finished they go as others do');
  await left(2, 4);
});

test('parts go with their parent, and not before', async () => {
  await keep(1, 8 * DAY);
  await keep(2, 8 * DAY, { state: 'running' });
  await keep(3, 9 * DAY, { parent: idOf(1) });
  await keep(4, 9 * DAY, { parent: idOf(2) });
  await keep(5, 9 * DAY, { parent: idOf(9) });
  const sweeper = new TestSweeper(dataDir, { keepJobsMs: 9 * DAY });
  const starting = sweeper.inUse.take({ kind: 'job', id: idOf(9) });
  assert.deepEqual(await sweeper.sweep(), {}, 'each has a parent that is younger, runs, or has no record yet');
  starting();
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left(1, 2, 3, 4);
  sweeper.now += DAY;
  assert.equal((await sweeper.sweep()).job?.count, 2);
  await left(2, 4);
  await keep(2, 7 * DAY);
  assert.equal((await sweeper.sweep()).job, undefined, 'a part that is older than the limit has the age of its parent');
  sweeper.now += DAY;
  assert.equal((await sweeper.sweep()).job?.count, 2);
});

test('a clock that is set back keeps everything for as long, and one that is set forward takes no job in flight', async () => {
  await keep(1, 8 * DAY);
  await keep(2, 0);
  await keep(3, 0, { state: 'running' });
  const sweeper = new TestSweeper(dataDir, { keepJobsMs: 7 * DAY, keepJobsBytes: 1 });
  sweeper.now = NOW - 9 * DAY;
  assert.deepEqual(await sweeper.sweep(), {});
  sweeper.now += 9 * DAY;
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left(2, 3);
  sweeper.now += HOUR;
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left(3);
});

test('a record that is damaged stays for a person to look at, and keeps no other', async () => {
  await keep(1, 8 * DAY);
  await keep(2, 8 * DAY);
  await writeFile(join(dataDir, 'jobs', idOf(1), 'record.json'), '{"id":');
  const sweeper = new TestSweeper(dataDir, { keepJobsMs: DAY });
  assert.equal((await sweeper.sweep()).job?.count, 1);
  await left(1);
});

test('processes that sweep the same directory at the same time remove each job once', async () => {
  for (let digit = 1; digit <= 9; digit++) await keep(digit, 8 * DAY);
  const sweepers = Array.from({ length: 3 }, () => new TestSweeper(dataDir, { keepJobsMs: DAY }));
  const swept = await Promise.all(sweepers.map((sweeper) => sweeper.sweep()));
  assert.equal(
    swept.reduce((sum, { job }) => sum + (job?.count ?? 0), 0),
    9,
  );
  assert.deepEqual(await jobs(), []);
  assert.deepEqual(
    sweepers.flatMap(({ failures }) => failures),
    [],
  );
});
