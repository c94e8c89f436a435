import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEAF, jobInState, QUICK, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { MLP, X } from '../support/requests.ts';
import { eventually, NPZ, TestService } from '../support/service.ts';

const service = await TestService.start(UNLIMITED);
await uploadPoints(service);
const KERNELS = '/v1/kernels';

test('respond-async is answered 202 with Location and Preference-Applied, and the result is that of the operation', async () => {
  const reply = await service.post(KERNELS, QUICK, { prefer: 'respond-async' });
  assert.equal(reply.status, 202);
  assert.equal(reply.headers.get('preference-applied'), 'respond-async');
  assert.equal(reply.headers.get('location'), `/v1/jobs/${reply.json.id}`);
  assert.equal(reply.json.kind, 'kernels');
  const job = await jobInState(service, reply.json.id, 'succeeded');
  assert.equal(job.progress.fraction, 1);
  assert.ok(job.created_at <= job.started_at && job.started_at <= job.finished_at);
  const result = await service.get(`/v1/jobs/${job.id}/result`);
  assert.deepEqual(result.json.kernels, (await service.post(KERNELS, QUICK)).json.kernels);
  assert.equal((await service.get(`/v1/jobs/${job.id}/result`, { accept: NPZ })).headers.get('content-type'), NPZ);
});

test('a request whose job is waited for leaves no record', async () => {
  const before = (await service.get('/v1/jobs')).json.jobs.length;
  await service.post(KERNELS, QUICK);
  assert.equal((await service.get('/v1/jobs')).json.jobs.length, before);
});

test('a fit and a prediction run as jobs too', async () => {
  const fit = await startJob(service, { architecture: MLP, train: { x: X, y: [1, 2, 3] } }, '/v1/regressions');
  await jobInState(service, fit, 'succeeded');
  const { json: model } = await service.get(`/v1/jobs/${fit}/result`);
  assert.deepEqual((await service.get(`/v1/regressions/${model.id}`)).json, model);
  const path = `/v1/regressions/${model.id}/predictions`;
  const prediction = await startJob(service, { test: { x: X } }, path);
  await jobInState(service, prediction, 'succeeded');
  const { json } = await service.get(`/v1/jobs/${prediction}/result`);
  assert.deepEqual(json.mean, (await service.post(path, { test: { x: X } })).json.mean);
});

test('Prefer: wait=1 is answered 202 after a second, and a wait that suffices is answered with the result', async () => {
  const start = performance.now();
  const reply = await service.post(KERNELS, STEADY, { prefer: 'wait=1' });
  const seconds = (performance.now() - start) / 1000;
  assert.deepEqual([reply.status, reply.headers.get('preference-applied')], [202, null]);
  assert.ok(seconds >= 0.9 && seconds < 20, `${seconds} s`);
  await service.delete(`/v1/jobs/${reply.json.id}`);
  assert.equal((await service.post(KERNELS, QUICK, { prefer: 'respond-async, wait=10' })).status, 200);
  assert.equal((await service.post(KERNELS, QUICK, { prefer: 'wait=0' })).status, 202);
  assert.equal((await service.post(KERNELS, QUICK, { prefer: 'handling=strict' })).status, 200);
});

test('a running job has no result yet, reports progress as events, and ends cancelled when it is deleted', async () => {
  const id = await startJob(service);
  await service.refuses(409, 'job_not_finished', 'GET', `/v1/jobs/${id}/result`);
  const events = fetch(`${service.url}/v1/jobs/${id}/events`).then(async (response) => {
    assert.deepEqual(
      [response.headers.get('content-type'), response.headers.get('cache-control')],
      ['text/event-stream', 'no-store'],
    );
    return response.text();
  });
  await eventually(async () => (await service.get(`/v1/jobs/${id}`)).json.progress.fraction > 0.01);
  const start = performance.now();
  const { status, json } = await service.delete(`/v1/jobs/${id}`);
  assert.ok(performance.now() - start < 10_000);
  assert.deepEqual([status, json.state], [200, 'cancelled']);

  const blocks = (await events).split('\n\n');
  assert.equal(blocks.pop(), '', 'the last event is whole');
  const jobs = blocks.map((block) => {
    const [, data] = /^event: job\ndata: (.+)$/.exec(block)!;
    return JSON.parse(data!);
  });
  assert.ok(jobs.length >= 3);
  assert.ok(jobs.every((job, i) => i === 0 || job.progress.fraction >= jobs[i - 1].progress.fraction));
  assert.ok(jobs.some((job) => job.state === 'running' && job.progress.fraction > 0 && job.progress.stage === 'kernel'));
  assert.deepEqual(
    jobs.map((job) => job.state === 'cancelled'),
    jobs.map((_, i) => i === jobs.length - 1),
  );
  await service.refuses(409, 'job_cancelled', 'GET', `/v1/jobs/${id}/result`);
});

test('a job that waits is cancelled without ever running', async () => {
  const running = await startJob(service);
  const waiting = await startJob(service);
  const { status, json } = await service.delete(`/v1/jobs/${waiting}`);
  assert.deepEqual([status, json.state, json.started_at], [200, 'cancelled', undefined]);
  await service.delete(`/v1/jobs/${running}`);
});

test('a finished job is deleted with 204, and is then not there', async () => {
  const id = await startJob(service, QUICK);
  await jobInState(service, id, 'succeeded');
  assert.equal((await service.delete(`/v1/jobs/${id}`)).status, 204);
  for (const path of ['', '/result', '/events']) await service.refuses(404, 'job_not_found', 'GET', `/v1/jobs/${id}${path}`);
  await service.refuses(404, 'job_not_found', 'DELETE', `/v1/jobs/${id}`);
  assert.ok(!(await service.jobFolders()).includes(id));
});

test('a failed job keeps its problem, and its result is that problem', async () => {
  const id = await startJob(service, { ...QUICK, points: { x: [[1e200]] } });
  const job = await jobInState(service, id, 'failed');
  assert.equal(job.error.code, 'kernel_overflow');
  await service.refuses(422, 'kernel_overflow', 'GET', `/v1/jobs/${id}/result`);
});

test('the events of a finished job are its state, once', async () => {
  const id = await startJob(service, QUICK);
  const job = await jobInState(service, id, 'succeeded');
  const { bytes } = await service.get(`/v1/jobs/${id}/events`);
  assert.equal(new TextDecoder().decode(bytes), `event: job\ndata: ${JSON.stringify(job)}\n\n`);
});

test('after a restart results are still there, and jobs that had not ended are run', async () => {
  const small = await startJob(service, QUICK);
  const large = await startJob(service, { ...STEADY, architecture: MLP, points: { x: { array_id: 'points', rows: [0, 300] } } });
  await jobInState(service, small, 'succeeded');
  await jobInState(service, large, 'succeeded');
  const results = async () => [
    (await service.get(`/v1/jobs/${small}/result`)).json,
    (await service.get(`/v1/jobs/${large}/result`)).json,
  ];
  const before = await results();
  const running = await startJob(service, DEAF);
  await jobInState(service, running, 'running');
  const waiting = await startJob(service);
  const order = (await service.get('/v1/jobs')).json.jobs.map(({ id }: { id: string }) => id);
  assert.deepEqual(order.slice(0, 2), [waiting, running]);

  await service.restart();
  assert.deepEqual(await results(), before);
  assert.deepEqual(
    (await service.get('/v1/jobs')).json.jobs.map(({ id }: { id: string }) => id),
    order,
  );
  const { json } = await jobInState(service, running, 'running').then(() => service.get(`/v1/jobs/${running}`));
  assert.equal(json.attempts, 1, 'the attempt that the stop interrupted does not count');
  assert.equal((await service.get(`/v1/jobs/${waiting}`)).json.state, 'queued');
  for (const id of [waiting, running]) assert.equal((await service.delete(`/v1/jobs/${id}`)).json.state, 'cancelled');
});

test('with a wait limit of 0 every computation is answered 202', async () => {
  const impatient = await TestService.start({ waitLimitMs: 0 });
  const { status, json } = await impatient.post(KERNELS, QUICK);
  assert.equal(status, 202);
  await jobInState(impatient, json.id, 'succeeded');
});
