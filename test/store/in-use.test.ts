import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InUse } from '../../src/store/in-use.ts';

const job = { kind: 'job' as const, id: 'a' };

test('a thing is in use until everyone has let it go', () => {
  const inUse = new InUse();
  const [first, second] = [inUse.take(job), inUse.take({ ...job, owner: 'alice' })];
  first();
  first();
  assert.ok(inUse.has(job));
  second();
  assert.ok(!inUse.has(job));
});

test('things of other kinds with the same id are other things, and so are arrays of other owners', () => {
  const inUse = new InUse();
  inUse.take({ kind: 'array', id: 'a', owner: 'alice' });
  assert.ok(inUse.has({ kind: 'array', id: 'a', owner: 'alice' }));
  for (const owner of [undefined, 'bob']) assert.ok(!inUse.has({ kind: 'array', id: 'a', owner }));
  assert.ok(!inUse.has(job));
});

test('an answer uses what it reads until it is released, and not when there is none', async () => {
  const inUse = new InUse();
  const answer = await inUse.during(job, async () => ({ status: 200, used: inUse.has(job) }));
  assert.deepEqual([answer.status, answer.used, inUse.has(job)], [200, true, true]);
  await answer.release();
  assert.ok(!inUse.has(job));
  await assert.rejects(
    inUse.during(job, () => Promise.reject(new Error('gone'))),
    /gone/,
  );
  assert.ok(!inUse.has(job));
});
