import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEAF, jobInState, QUICK, runner, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { MLP } from '../support/requests.ts';
import { becomesReady, eventually, TestService } from '../support/service.ts';

const service = await TestService.start({ ...UNLIMITED, maxWaitingJobs: 2, jobAttempts: 1 });
await uploadPoints(service);
const KERNELS = '/v1/kernels';

const heavyBusy = () => eventually(async () => (await runner(service, 'heavy')).state === 'busy');
const heavyIdle = () => eventually(async () => (await runner(service, 'heavy')).state === 'idle');

test('a runner that is killed fails its job alone, and another takes its place', async () => {
  const id = await startJob(service, DEAF);
  await jobInState(service, id, 'running');
  const { pid } = await runner(service, 'heavy');
  const next = await startJob(service, { ...STEADY, architecture: MLP });
  process.kill(pid, 'SIGKILL');
  const { error } = await jobInState(service, id, 'failed');
  assert.deepEqual([error.code, error.status, error.details.signal], ['runner_died', 500, 'SIGKILL']);
  await service.refuses(500, 'runner_died', 'GET', `/v1/jobs/${id}/result`);
  assert.equal((await service.post(KERNELS, QUICK)).status, 200);
  await jobInState(service, next, 'succeeded');
  assert.notEqual((await runner(service, 'heavy')).pid, pid);
});

test('a request that waits for a job whose runner is killed is answered with the problem', async () => {
  await heavyIdle();
  const reply = service.refuses(500, 'runner_died', 'POST', KERNELS, { json: DEAF });
  await heavyBusy();
  process.kill((await runner(service, 'heavy')).pid, 'SIGKILL');
  await reply;
});

test('an idle runner that is killed is replaced', async () => {
  const { pid } = await runner(service, 'quick');
  process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    const next = await runner(service, 'quick');
    return next !== undefined && next.pid !== pid && next.state === 'idle';
  });
  assert.equal((await service.post(KERNELS, QUICK)).status, 200);
});

test('a cancelled job that does not hear is ended with its runner, and another takes its place', async () => {
  await heavyIdle();
  const id = await startJob(service, DEAF);
  await jobInState(service, id, 'running');
  const { pid } = await runner(service, 'heavy');
  const start = performance.now();
  const { status, json } = await service.delete(`/v1/jobs/${id}`);
  assert.deepEqual([status, json.state], [200, 'cancelled']);
  assert.ok(performance.now() - start < 10_000);
  await heavyIdle();
  assert.notEqual((await runner(service, 'heavy')).pid, pid);
});

test('a job that hears a cancel leaves its runner alive', async () => {
  await heavyIdle();
  const { pid } = await runner(service, 'heavy');
  // Blocks so short that the cancel is heard in time on a busy machine too.
  const id = await startJob(service, { ...STEADY, architecture: { ...STEADY.architecture, depth: 10 } });
  await jobInState(service, id, 'running');
  await service.delete(`/v1/jobs/${id}`);
  await heavyIdle();
  assert.equal((await runner(service, 'heavy')).pid, pid);
});

test('a client that goes away takes its job along', async () => {
  await heavyIdle();
  const client = new AbortController();
  const reply = service.request('POST', KERNELS, { json: STEADY, signal: client.signal });
  await heavyBusy();
  client.abort();
  await assert.rejects(reply, { name: 'AbortError' });
  await heavyIdle();
  assert.equal((await service.get('/v1/system')).json.queue.running, 0);
});

test('quick jobs are answered while the heavy lane is busy', async () => {
  const id = await startJob(service, DEAF);
  await jobInState(service, id, 'running');
  const start = performance.now();
  for (let turn = 0; turn < 10; turn++) assert.equal((await service.post(KERNELS, QUICK)).status, 200);
  assert.ok(performance.now() - start < 10_000);
  assert.equal((await service.get(`/v1/jobs/${id}`)).json.state, 'running');
  await service.delete(`/v1/jobs/${id}`);
});

test('when too many jobs wait the next is 503 with Retry-After, and so is readiness', async () => {
  await heavyIdle();
  await becomesReady(service);
  const running = await startJob(service);
  await jobInState(service, running, 'running');
  const waiting = [await startJob(service), await startJob(service)];
  const reply = await service.post(KERNELS, STEADY);
  const { retryAfterSeconds, ...details } = reply.json.details;
  assert.deepEqual([reply.status, reply.json.code, details], [503, 'queue_full', { waiting: 2, limit: 2 }]);
  assert.ok(retryAfterSeconds >= 1 && retryAfterSeconds <= 3600);
  assert.equal(reply.headers.get('retry-after'), String(retryAfterSeconds));
  const ready = await service.get('/health/ready');
  assert.deepEqual([ready.status, ready.json.status], [503, 'unavailable']);
  assert.equal((await service.get('/health/live')).status, 200);
  for (const id of [...waiting, running]) await service.delete(`/v1/jobs/${id}`);
  await heavyIdle();
  await becomesReady(service);
});

test('nothing that was not asked to be kept is left on disk', async () => {
  const kept = (await service.get('/v1/jobs')).json.jobs.map(({ id }: { id: string }) => id);
  await eventually(async () => (await service.jobFolders()).length === kept.length);
  assert.deepEqual((await service.jobFolders()).sort(), kept.sort());
});
