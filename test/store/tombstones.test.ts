import assert from 'node:assert/strict';
import fs, { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { HypertangentError } from '../../src/errors.ts';
import type { Thing } from '../../src/store/thing.ts';
import { Tombstones } from '../../src/store/tombstones.ts';

const DAY = 24 * 3600 * 1000;
const ID = '00000000-0000-4000-8000-000000000001';
const NOW = Date.parse('2026-11-28T12:00:00Z');

let dataDir: string;
let tombstones: Tombstones;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tombstones-'));
  tombstones = new Tombstones(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const unknown = new HypertangentError('job_not_found', 'nothing', { id: ID });
const expire = (...things: Thing[]) => tombstones.inPlaceOf(things, NOW, async () => {});
const code = async ({ kind, id, owner }: Thing, view: object = owner === undefined ? {} : { owner }) =>
  (await tombstones.whyMissing(kind, id, view, unknown)).code;
const files = async () =>
  (await readdir(join(dataDir, 'expired'), { recursive: true })).filter((name) => name.includes('.')).sort();

test('what has expired is known by kind and id, with the time', async () => {
  const things: Thing[] = [
    { kind: 'job', id: ID },
    { kind: 'regression', id: ID },
    { kind: 'array', id: '../a' },
  ];
  assert.equal(await code(things[0]!), 'job_not_found');
  await expire(things[0]!);
  assert.equal(await code(things[1]!), 'job_not_found');
  await expire(...things);
  for (const { kind, id } of things) {
    const error = await new Tombstones(dataDir).whyMissing(kind, id, {}, unknown);
    assert.deepEqual([error.code, error.details], ['expired', { kind, id, expiredAt: '2026-11-28T12:00:00.000Z' }]);
  }
  assert.ok((await files()).every((name) => /^(jobs|regressions|arrays)\/[0-9a-f-]+\.json$/.test(name)));
});

test('what was another’s is nothing, and owners may have the same ids of arrays', async () => {
  const job = { kind: 'job' as const, id: ID, owner: 'alice' };
  const array = { kind: 'array' as const, id: 'a', owner: 'alice' };
  await expire(job, array);
  for (const thing of [job, array]) {
    assert.equal(await code(thing), 'expired');
    assert.equal(await code(thing, { owner: 'bob' }), 'job_not_found');
    assert.equal(await code(thing, {}), 'job_not_found');
  }
  assert.equal(await code(job, { everyone: true }), 'expired');
});

test('the tombstone is there before the thing goes, and stays if it does not', async () => {
  const job = { kind: 'job' as const, id: ID };
  await assert.rejects(
    tombstones.inPlaceOf([job], NOW, async () => {
      assert.equal(await code(job), 'expired');
      throw new Error('a crash');
    }),
    /a crash/,
  );
  assert.equal(await code(job), 'expired');
});

test('on a full disk the thing goes first, and its tombstone comes when there is room', async () => {
  const job = { kind: 'job' as const, id: ID };
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const spy = mock.method(fs, 'mkdir', () => Promise.reject(full));
  syncBuiltinESMExports();
  try {
    await tombstones.inPlaceOf([job], NOW, async () => {
      assert.equal(await code(job), 'job_not_found');
      spy.mock.restore();
      syncBuiltinESMExports();
    });
  } finally {
    spy.mock.restore();
    syncBuiltinESMExports();
  }
  assert.equal(await code(job), 'expired');
});

test('it is forgotten when there is another in its place', async () => {
  const array = { kind: 'array' as const, id: 'a' };
  await expire(array);
  await tombstones.forget(array);
  await tombstones.forget(array);
  assert.equal(await code(array), 'job_not_found');
});

test('tombstones go after 30 days, and unfinished files after an hour', async () => {
  const [old, young] = [`${ID.slice(0, -1)}2`, ID];
  await expire({ kind: 'job', id: old }, { kind: 'job', id: young }, { kind: 'array', id: 'a', owner: 'alice' });
  const names = (await files()).filter((name) => !name.includes(young));
  assert.equal(names.length, 2);
  await writeFile(join(dataDir, 'expired/jobs/new.json.tmp'), '');
  await writeFile(join(dataDir, 'expired/jobs/old.json.tmp'), '');
  const at = (path: string, ms: number) => utimes(join(dataDir, 'expired', path), ms / 1000, ms / 1000);
  for (const name of names) await at(name, NOW - 31 * DAY);
  await at(`jobs/${young}.json`, NOW - 29 * DAY);
  await at('jobs/new.json.tmp', NOW - 1000);
  await at('jobs/old.json.tmp', NOW - DAY);
  await tombstones.tidy(NOW);
  assert.deepEqual(await files(), [`jobs/${young}.json`, 'jobs/new.json.tmp']);
  await tombstones.tidy(NOW - 300 * DAY);
  assert.equal((await files()).length, 2, 'a clock that was set back takes nothing');
});

test('a directory in which nothing has expired can be tidied', async () => {
  await tombstones.tidy(NOW);
});

test('a tombstone that is damaged is none, and an id is never a path', async () => {
  await expire({ kind: 'job', id: ID });
  await writeFile(join(dataDir, 'expired/jobs', `${ID}.json`), '{"id":');
  assert.equal(await code({ kind: 'job', id: ID }), 'job_not_found');
  await writeFile(join(dataDir, 'secret.json'), '{"expired_at":"2026-11-28T12:00:00.000Z"}');
  for (const id of ['../../secret', '/etc/passwd', '', '.'])
    for (const kind of ['job', 'regression', 'array'] as const) assert.equal(await code({ kind, id }), 'job_not_found');
});
