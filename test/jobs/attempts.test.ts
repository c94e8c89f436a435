import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEAF, jobInState, QUICK, runner, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { MLP } from '../support/requests.ts';
import { eventually, TestService } from '../support/service.ts';

const service = await TestService.start({ ...UNLIMITED, jobAttempts: 2 });
await uploadPoints(service);
const KERNELS = '/v1/kernels';
const LARGE = { architecture: { ...MLP, depth: 400 }, points: { x: { array_id: 'points', rows: [0, 2000] } }, outputs: ['nngp'] };

/** Kills the runner that is busy with the job; resolves once another attempt has begun, or the job has ended. */
async function kill(id: string): Promise<void> {
  const { attempts } = await jobInState(service, id, 'running');
  process.kill((await runner(service, 'heavy')).pid, 'SIGKILL');
  await eventually(async () => {
    const { json } = await service.get(`/v1/jobs/${id}`);
    return json.state === 'failed' || (json.state === 'running' && json.attempts > attempts);
  });
}

test('a job whose runner is killed is run again, as often as it may', async () => {
  const id = await startJob(service, DEAF);
  await kill(id);
  const again = (await service.get(`/v1/jobs/${id}`)).json;
  assert.deepEqual([again.state, again.attempts, again.error], ['running', 2, undefined]);
  await kill(id);
  const { state, attempts, error } = (await service.get(`/v1/jobs/${id}`)).json;
  assert.deepEqual([state, attempts, error.code], ['failed', 2, 'runner_died']);
});

test('who waits for it gets the result, and sees nothing of that', async () => {
  const whole = (await service.post(KERNELS, LARGE)).json.kernels;
  const reply = service.post(KERNELS, LARGE);
  await eventually(async () => (await runner(service, 'heavy')).state === 'busy');
  process.kill((await runner(service, 'heavy')).pid, 'SIGKILL');
  const { status, json } = await reply;
  assert.equal(status, 200);
  assert.deepEqual(json.kernels, whole);
});

test('cancelling counts, and not the death of the runner that follows from it', async () => {
  const id = await startJob(service, DEAF);
  await jobInState(service, id, 'running');
  assert.equal((await service.delete(`/v1/jobs/${id}`)).json.state, 'cancelled');
  assert.equal((await service.get(`/v1/jobs/${id}`)).json.attempts, 1);
});

test('attempts before and after a restart are counted together, and one that a stop interrupts is none', async () => {
  const id = await startJob(service, DEAF);
  await kill(id);
  await service.restart();
  const { attempts } = await jobInState(service, id, 'running');
  assert.equal(attempts, 2);
  await kill(id);
  assert.equal((await service.get(`/v1/jobs/${id}`)).json.error.code, 'runner_died');
});

test('a small job that is done counts one', async () => {
  const id = await startJob(service, QUICK);
  assert.equal((await jobInState(service, id, 'succeeded')).attempts, 1);
});
