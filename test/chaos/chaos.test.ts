import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { configHelp } from '../../src/config.ts';
import { chaosCampaign } from './campaign.ts';
import { reportOf } from './report.ts';

const SEED = 20201203;

const noLinux = process.platform !== 'linux' && 'needs /proc';
const noRedis = !hasRedis() && 'needs redis-server';
const noWorkers = !configHelp().includes('HYPERTANGENT_QUEUE') && 'needs a service that has workers';

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version']);
    return true;
  } catch {
    return false;
  }
}

for (const { what, workers, skip } of [
  { what: 'its server and its runners', workers: 0, skip: noLinux },
  { what: 'its server, its workers, their runners and Redis', workers: 2, skip: noLinux || noRedis || noWorkers },
])
  test(`a service keeps its promises while ${what} are killed (seed ${SEED})`, { skip }, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'hypertangent-chaos-'));
    after(() => rm(folder, { recursive: true, force: true }));
    const options = { kills: 8, seconds: 15, seed: SEED, patienceMs: 180_000, entry: 'source' as const, folder, workers };
    const result = await chaosCampaign(options);
    context.diagnostic(reportOf(result));
    assert.deepEqual(result.ledger.faults, []);
    assert.ok(result.killed > 0);
    for (const what of ['upload', 'job']) assert.ok(result.ledger.acknowledged.has(what), `no ${what} was acknowledged`);
  });
