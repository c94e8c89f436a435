import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { jobInState, startJob, uploadPoints } from '../support/long-jobs.ts';
import { MLP, numbers } from '../support/requests.ts';
import { NPZ, TestService } from '../support/service.ts';

const service = await TestService.start();
await uploadPoints(service);
const REGRESSIONS = '/v1/regressions';

const fit = async () =>
  (await service.post(REGRESSIONS, { architecture: MLP, train: { x: numbers(40, 3), y: numbers(40, 1) } })).json.id as string;
const folderOf = (kind: string, id: string) => join(service.dataDir, kind, id);
const removeArrays = async (folder: string) => {
  for (const name of await readdir(folder)) if (name.endsWith('.npy')) await rm(join(folder, name));
};

test('a regression that is deleted while its export begins is not found', async () => {
  for (let turn = 0; turn < 20; turn++) {
    const id = await fit();
    const exported = service.get(`${REGRESSIONS}/${id}/export`, { accept: NPZ }).catch(() => undefined);
    await service.delete(`${REGRESSIONS}/${id}`);
    const reply = await exported;
    // Whole, gone, or broken off.
    assert.ok(reply === undefined || [200, 404].includes(reply.status), JSON.stringify(reply?.json));
  }
});

test('so is the result of a job', async () => {
  for (let turn = 0; turn < 10; turn++) {
    const body = { architecture: MLP, points: { x: { array_id: 'points', rows: [0, 300] } }, outputs: ['nngp', 'ntk'] };
    const id = await startJob(service, body);
    await jobInState(service, id, 'succeeded');
    const result = service.get(`/v1/jobs/${id}/result`, { accept: NPZ }).catch(() => undefined);
    await service.delete(`/v1/jobs/${id}`);
    const reply = await result;
    assert.ok(reply === undefined || [200, 404, 409].includes(reply.status), JSON.stringify(reply?.json));
  }
});

test('one whose files alone are missing is damaged', async () => {
  const id = await fit();
  await removeArrays(folderOf('regressions', id));
  await service.refuses(500, 'damaged_file', 'GET', `${REGRESSIONS}/${id}/export`, { headers: { accept: NPZ } });
});
