import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobInState, QUICK, STEADY, startJob, uploadPoints } from '../support/long-jobs.ts';
import { TestService } from '../support/service.ts';

const MIB = 2 ** 20;

test('a job that does not fit beside those that run waits for them, and smaller ones pass it', async () => {
  const generous = await TestService.start();
  await uploadPoints(generous);
  const memoryOf = async (request: object): Promise<number> =>
    (await generous.post('/v1/estimates', { operation: 'kernels', request })).json.memory_bytes;
  const memoryBytes = (await memoryOf(STEADY)) + (await memoryOf(QUICK)) + MIB;
  await generous.stop();

  // Jobs that are not cut into smaller ones.
  const service = await TestService.start({ memoryBytes, heavyRunners: 2, partSeconds: 1e9 });
  await uploadPoints(service);
  const first = await startJob(service);
  await jobInState(service, first, 'running');
  const second = await startJob(service);
  for (let turn = 0; turn < 3; turn++) assert.equal((await service.post('/v1/kernels', QUICK)).status, 200);
  assert.equal((await service.get(`/v1/jobs/${second}`)).json.state, 'queued', 'though a runner has nothing to do');
  await service.delete(`/v1/jobs/${first}`);
  await jobInState(service, second, 'running');
  await service.delete(`/v1/jobs/${second}`);
});
