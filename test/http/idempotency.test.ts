import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Tombstones } from '../../src/store/tombstones.ts';
import { DEAF, jobInState, QUICK, runner, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { metric } from '../support/metrics.ts';
import { MLP, npy, numbers, X } from '../support/requests.ts';
import { eventually, NPY, NPZ, TestService } from '../support/service.ts';

const service = await TestService.start(UNLIMITED);
await uploadPoints(service);
const KERNELS = '/v1/kernels';
const REGRESSIONS = '/v1/regressions';
const FIT = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const withKey = (key: string, more: object = {}) => ({ 'idempotency-key': key, ...more });
const ended = () =>
  metric(service, 'hypertangent_jobs_total{kind="regression_fit",lane="quick",outcome="succeeded"}').catch(() => 0);

test('a fit that is asked for twice with one key runs once, and both answers are the same', async () => {
  const before = (await ended()) ?? 0;
  const first = await service.post(REGRESSIONS, FIT, withKey('fit-1'));
  assert.equal(first.status, 201);
  const second = await service.post(REGRESSIONS, FIT, withKey('fit-1'));
  assert.deepEqual([second.status, second.json, second.headers.get('location')], [201, first.json, first.headers.get('location')]);
  assert.equal((await ended())! - before, 1);
  assert.equal((await service.get(REGRESSIONS)).json.regressions.length, 1);
  assert.notEqual((await service.post(REGRESSIONS, FIT, withKey('fit-2'))).json.id, first.json.id);
});

test('many at once are one', async () => {
  const before = (await ended()) ?? 0;
  const replies = await Promise.all(Array.from({ length: 12 }, () => service.post(REGRESSIONS, FIT, withKey('at-once'))));
  assert.deepEqual(new Set(replies.map(({ status, json }) => `${status} ${json.id}`)).size, 1);
  assert.equal((await ended())! - before, 1);
});

test('the same after the service was started again, whatever became of what the request names', async () => {
  await service.put('/v1/arrays/once', npy(X));
  const body = { ...QUICK, points: { x: { array_id: 'once' } } };
  const first = await service.post(KERNELS, body, withKey('restart'));
  await service.delete('/v1/arrays/once');
  await service.restart();
  assert.deepEqual((await service.post(KERNELS, body, withKey('restart'))).json, first.json);
  await service.refuses(404, 'array_not_found', 'POST', KERNELS, { json: body, headers: withKey('another') });
});

test('the answer comes in the form that is asked for', async () => {
  const first = await service.post(KERNELS, QUICK, withKey('forms'));
  const npz = await service.post(KERNELS, QUICK, withKey('forms', { accept: NPZ }));
  assert.deepEqual([first.status, npz.status, npz.headers.get('content-type')], [200, 200, NPZ]);
  const large = { architecture: MLP, points: { x: { array_id: 'points', rows: [0, 1500] } }, outputs: ['ntk'] };
  const [one, two] = [0, 1].map(() => service.post(KERNELS, large, withKey('large', { accept: NPY })));
  assert.equal((await one!).status, 200, JSON.stringify((await one!).json));
  assert.deepEqual((await one!).bytes, (await two!).bytes);
});

test('a job goes on when its client goes away, and is there for the next request', async () => {
  const client = new AbortController();
  const lost = service.request('POST', KERNELS, { json: DEAF, headers: withKey('lost'), signal: client.signal });
  await eventually(async () => (await runner(service, 'heavy')).state === 'busy');
  client.abort();
  await assert.rejects(lost, { name: 'AbortError' });
  const { status, json, headers } = await service.post(KERNELS, DEAF, withKey('lost', { prefer: 'wait=0' }));
  assert.deepEqual([status, json.state, headers.get('location')], [202, 'running', `/v1/jobs/${json.id}`]);
  await service.delete(`/v1/jobs/${json.id}`);
  await service.refuses(409, 'job_cancelled', 'POST', KERNELS, { json: DEAF, headers: withKey('lost') });
});

test('a key of a job that has expired does not run again', async () => {
  const { headers } = await service.post(KERNELS, QUICK, withKey('old', { prefer: 'wait=0' }));
  const id = headers.get('location')!.split('/').at(-1)!;
  await jobInState(service, id, 'succeeded');
  await new Tombstones(service.dataDir).inPlaceOf([{ kind: 'job', id }], Date.now(), () =>
    rm(join(service.dataDir, 'jobs', id), { recursive: true }),
  );
  await service.refuses(410, 'expired', 'POST', KERNELS, { json: QUICK, headers: withKey('old') });
});

test('an error is the answer of each, too', async () => {
  const body = { ...QUICK, points: { x: [[1e200]] } };
  for (const _ of [1, 2]) await service.refuses(422, 'kernel_overflow', 'POST', KERNELS, { json: body, headers: withKey('bad') });
});

test('a request that is refused before it runs leaves its key free', async () => {
  const body = { ...FIT, train: { x: X, y: [1] } };
  await service.refuses(422, 'shape_mismatch', 'POST', REGRESSIONS, { json: body, headers: withKey('free') });
});

test('a key of another request is refused', async () => {
  const first = await service.post(KERNELS, QUICK, withKey('mine'));
  assert.equal(first.status, 200);
  for (const [path, json] of [
    [KERNELS, { ...QUICK, outputs: ['ntk'] }],
    [REGRESSIONS, FIT],
  ] as const)
    await service.refuses(422, 'idempotency_mismatch', 'POST', path, { json, headers: withKey('mine') });
});

test('a regression that is imported twice with one key is there once', async () => {
  const { json: model } = await service.post(REGRESSIONS, FIT);
  const { bytes: file } = await service.get(`${REGRESSIONS}/${model.id}/export`, { accept: NPZ });
  const send = () =>
    service.request('POST', `${REGRESSIONS}/import`, { body: file, headers: withKey('import', { 'content-type': NPZ }) });
  const replies = await Promise.all([send(), send(), send()]);
  assert.deepEqual(
    replies.map(({ status, json }) => [status, json.id]),
    replies.map(() => [201, replies[0]!.json.id]),
  );
  assert.equal((await send()).json.id, replies[0]!.json.id);
});

describe('a key that is none', () => {
  for (const key of ['', 'a'.repeat(129)])
    test(`${key.length} characters`, async () => {
      await service.refuses(400, 'bad_request', 'POST', KERNELS, { json: QUICK, headers: withKey(key) });
    });
});

test('predictions and asynchronous requests have keys like all others', async () => {
  const { json: model } = await service.post(REGRESSIONS, FIT);
  const path = `${REGRESSIONS}/${model.id}/predictions`;
  const body = { test: { x: numbers(4, X[0]!.length) } };
  const first = await service.post(path, body, withKey('predict', { prefer: 'respond-async' }));
  assert.equal(first.status, 202);
  await jobInState(service, first.json.id, 'succeeded');
  const second = await service.post(path, body, withKey('predict'));
  assert.deepEqual([second.status, second.json.mean], [200, (await service.post(path, body)).json.mean]);
  assert.notEqual(await startJob(service, QUICK), first.json.id);
});
