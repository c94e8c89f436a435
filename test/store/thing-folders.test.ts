import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ThingFolders } from '../../src/store/thing-folders.ts';

let dataDir: string;
let folders: ThingFolders;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'folders-'));
  folders = new ThingFolders(dataDir, 'job');
});
afterEach(() => rm(dataDir, { recursive: true }));

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const job = (number: number) => ({ kind: 'job' as const, id: idOf(number) });

async function make(number: number, bytes = 1): Promise<void> {
  const folder = join(dataDir, 'jobs', idOf(number));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'record.json'), '{}');
  await writeFile(join(folder, 'result.mean.npy'), new Uint8Array(bytes));
}

test('a folder takes what its files take, and one that is not there nothing', async () => {
  await make(1, 1000);
  assert.equal(await folders.bytesOf(idOf(1)), 1002);
  assert.equal(await folders.bytesOf(idOf(2)), 0);
});

test('what expires is gone whole, and its tombstone is there; what was gone already does not count', async () => {
  await make(1);
  await make(2);
  assert.deepEqual(await folders.expire([job(1), job(3)], 0), [job(1)]);
  assert.deepEqual(await readdir(join(dataDir, 'jobs')), [idOf(2)]);
  assert.ok((await readdir(join(dataDir, 'expired/jobs'))).includes(`${idOf(1)}.json`));
});

test('what a crash has left of a removal is no folder any more, and goes', async () => {
  await make(1);
  await make(2);
  await mkdir(join(dataDir, 'jobs', `${idOf(3)}.0123456789abcdef.leaving`));
  await writeFile(join(dataDir, 'jobs', `${idOf(3)}.0123456789abcdef.leaving`, 'result.mean.npy'), 'x');
  assert.deepEqual((await folders.ids()).sort(), [idOf(1), idOf(2)]);
  await folders.tidy();
  assert.deepEqual((await readdir(join(dataDir, 'jobs'))).sort(), [idOf(1), idOf(2)]);
});

test('a directory that is not there has no folders', async () => {
  assert.deepEqual(await folders.ids(), []);
  await folders.tidy();
});

test('of several that remove the same, one counts each', async () => {
  const jobs = Array.from({ length: 40 }, (_, index) => job(index));
  for (const index of jobs.keys()) await make(index);
  const others = [folders, new ThingFolders(dataDir, 'job'), new ThingFolders(dataDir, 'job')];
  const removed = await Promise.all(others.map((other) => other.expire(jobs, 0).then((gone) => other.tidy().then(() => gone))));
  const ids = removed.flat().map(({ id }) => id);
  assert.deepEqual(
    ids.sort(),
    jobs.map(({ id }) => id),
  );
  assert.deepEqual(await readdir(join(dataDir, 'jobs')), []);
});
