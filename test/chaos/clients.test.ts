import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DEAF, QUICK, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { Random } from '../support/random.ts';
import { TestService } from '../support/service.ts';
import { Caller, Stuck } from './caller.ts';
import { ArrayClient } from './clients/arrays.ts';
import { type ChaosClient, endOf, useService } from './clients/client.ts';
import { JobClient } from './clients/jobs.ts';
import { ModelClient } from './clients/models.ts';
import { Ledger } from './ledger.ts';
import { checkDisk, checkLists } from './leftovers.ts';
import { prepareWorks } from './works.ts';

const PATIENCE_MS = 2000;

const service = await TestService.start(UNLIMITED);
const works = await prepareWorks(callerOf(new Ledger()), new Ledger().thing('preparation'));

function callerOf(ledger: Ledger): Caller {
  return new Caller(service.url, ledger, PATIENCE_MS);
}

let clients = 0;

const CLIENTS: Record<string, (caller: Caller) => ChaosClient> = {
  // Of another name each time, as nothing of those before is to be there.
  arrays: (caller) => new ArrayClient(`a${clients++}`, caller, new Random(1)),
  regressions: (caller) => new ModelClient('m', caller, new Random(2), works.fits.slice(0, 1), 30_000),
  jobs: (caller) => new JobClient('j', caller, new Random(3), works.kernels.slice(0, 1), 30_000),
};

/** What a client finds when the files of its things are treated in some way. */
async function faultsAfter(folder: keyof typeof CLIENTS, treat: (path: string) => Promise<void>): Promise<Ledger['faults']> {
  const ledger = new Ledger();
  const client = CLIENTS[folder]!(callerOf(ledger));
  const enough = ({ acknowledged }: Ledger) => [...acknowledged.values()].reduce((sum, count) => sum + count, 0) >= 20;
  while (!enough(ledger)) await client.turn();
  await client.check();
  assert.deepEqual(ledger.faults, []);
  const root = join(service.dataDir, folder);
  for (const name of await readdir(root, { recursive: true })) await treat(join(root, name));
  await client.check().catch((error: unknown) => assert.ok(error instanceof Stuck));
  if (folder !== 'arrays') await rm(root, { recursive: true });
  return ledger.faults;
}

const removed = (pattern: RegExp) => async (path: string) => {
  if (pattern.test(path)) await rm(path);
};

/** With one bit of its last byte but three another one. */
const changed = (pattern: RegExp) => async (path: string) => {
  if (!pattern.test(path)) return;
  const bytes = await readFile(path);
  bytes[bytes.length - 4]! ^= 64;
  await writeFile(path, bytes);
};

describe('broken promises are found', () => {
  for (const [folder, file, kind, treat] of [
    ['regressions', /model\.json$/, 'lost', removed],
    ['regressions', /weights\.npy$/, 'corrupt', changed],
    ['jobs', /record\.json$/, 'lost', removed],
    ['jobs', /result\..*\.npy$/, 'corrupt', changed],
    // In the end, as what all clients compute with is among them.
    // Its download breaks off each time.
    ['arrays', /\.npy$/, 'stuck', changed],
    ['arrays', /\.json$/, 'lost', removed],
  ] as const)
    test(`${folder}: ${file} ${treat === removed ? 'removed' : 'changed'}`, async () => {
      const faults = await faultsAfter(folder, treat(file));
      assert.ok(faults.length > 0);
      assert.ok(faults.every((fault) => fault.kind === kind && fault.history.length > 1));
    });

  test('a job that does not come to an end', async () => {
    await uploadPoints(service);
    const { id } = (await service.post('/v1/kernels', DEAF, { prefer: 'respond-async' })).json;
    const ledger = new Ledger();
    await assert.rejects(endOf(callerOf(ledger), ledger.thing('job'), id, 500));
    assert.deepEqual(
      ledger.faults.map(({ kind }) => kind),
      ['stuck'],
    );
    await service.delete(`/v1/jobs/${id}`);
  });

  test('a service that is not there', async () => {
    const ledger = new Ledger();
    const caller = new Caller('http://127.0.0.1:1', ledger, 300);
    await useService(new ArrayClient('a', caller, new Random(1)), AbortSignal.timeout(200));
    assert.deepEqual(
      ledger.faults.map(({ kind }) => kind),
      ['stuck'],
    );
  });

  test('a regression that is listed and is none of those that were fitted, and files that are left', async () => {
    const ledger = new Ledger();
    const { id } = (await service.post('/v1/regressions', { architecture: QUICK.architecture, train: { x: [[1]], y: [1] } })).json;
    await checkLists(callerOf(ledger), works, [id], PATIENCE_MS);
    await writeFile(join(service.dataDir, 'regressions', id, 'model.json.tmp'), '');
    await checkDisk(service.dataDir, ledger);
    assert.deepEqual(
      ledger.faults.map(({ kind }) => kind),
      ['corrupt', 'other'],
    );
  });
});
