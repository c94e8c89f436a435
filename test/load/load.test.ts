import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { controlPlan } from './control.ts';
import { faultsOf, growthsOf } from './judge.ts';
import { measure } from './measure.ts';

const ON_LINUX = { skip: process.platform !== 'linux' && 'needs /proc' };

async function placeOf(name: string) {
  const folder = await mkdtemp(join(tmpdir(), `hypertangent-${name}-`));
  after(() => rm(folder, { recursive: true, force: true }));
  return { entry: 'source' as const, folder, report: () => {} };
}

test('fifty connections are all answered rightly, and the memory that this takes is given back', ON_LINUX, async (context) => {
  const plan = { connections: 50, warmUpSeconds: 2, seconds: 5, restSeconds: 3, heavySeconds: 0, leakBytes: 0, seed: 1 };
  const measured = await measure({ ...plan, ...(await placeOf('load')) });
  context.diagnostic(`${measured.load.requests} requests`);
  assert.deepEqual(faultsOf(measured), []);
  assert.equal(measured.load.kinds.length, 12, 'every kind of request was sent');
});

test('a server that leaks on purpose is found', ON_LINUX, async () => {
  const { load, start, end } = await measure(controlPlan(await placeOf('control')));
  assert.deepEqual(load.examples, []);
  assert.match(growthsOf(start, end).join(), /the server took \d+ MiB/);
});
