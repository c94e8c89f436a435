import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backdateArrays, backdateJob, DAY, TestSweeper } from '../retention/support.ts';
import { testKey } from '../support/keys.ts';
import { DEAF, jobInState, QUICK, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { metric } from '../support/metrics.ts';
import { HYPERNETWORK, MLP, npy, numbers, X, Z } from '../support/requests.ts';
import { eventually, NPY, NPZ, type RequestOptions, TestService } from '../support/service.ts';

const alice = testKey('alice', ['compute']);
const bob = testKey('bob', ['compute']);
const root = testKey('root', ['admin']);
const service = await TestService.start({ tensors: 'cpu', keys: [alice, bob, root].map(({ entry }) => entry) });
const ALL = { keepJobsMs: DAY, keepArraysMs: DAY, keepModelsMs: DAY };

/** As another process over the same directory would, two days later. */
async function sweepLater(): Promise<void> {
  const sweeper = new TestSweeper(service.dataDir, ALL);
  sweeper.now += 2 * DAY;
  await sweeper.sweep();
}

const fit = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const created = async (body: object = fit) => (await service.post('/v1/regressions', body, alice.headers)).json.id as string;
const upload = (id: string, rows = X) => service.put(`/v1/arrays/${id}`, npy(rows), { 'content-type': NPY, ...alice.headers });
async function finished(): Promise<string> {
  const { json } = await service.post('/v1/kernels', QUICK, { prefer: 'respond-async', ...alice.headers });
  await eventually(async () => (await service.get(`/v1/jobs/${json.id}`, alice.headers)).json.state === 'succeeded');
  return json.id;
}

const net = { architecture: { ...MLP, width: 4 }, train: fit.train, optimizer: { kind: 'adam' }, steps: 1 };
const training = (await service.post('/v1/trainings', net, alice.headers)).json.id as string;
const [job, regression] = [await finished(), await created()];
await upload('a');
await sweepLater();

const reference = { array_id: 'a' };
const arrayRequests: [path: string, body: object, field: string][] = [
  ['/v1/kernels', { architecture: MLP, points: { x: reference } }, '/points/x/array_id'],
  ['/v1/empirical-kernels', { architecture: MLP, points: { x: reference }, samples: 2 }, '/points/x/array_id'],
  [
    '/v1/convergence-studies',
    { architecture: MLP, points: { x: reference }, widths: { width: [8] }, samples: 2 },
    '/points/x/array_id',
  ],
  ['/v1/verifications', { architecture: MLP, points: { x: reference } }, '/points/x/array_id'],
  ['/v1/regressions', { architecture: MLP, train: { x: X, y: reference } }, '/train/y/array_id'],
  ['/v1/trainings', { ...net, train: { x: reference, y: [1, 2, 3] } }, '/train/x/array_id'],
  ['/v1/searches', { architecture: MLP, train: { x: reference, y: [1, 2, 3] }, space: { depth: [2] } }, '/train/x/array_id'],
  [
    '/v1/image-completions',
    { architecture: HYPERNETWORK, image_shape: [1, 2], train: { images: reference }, test: { images: X } },
    '/train/images/array_id',
  ],
  [
    '/v1/estimates',
    { operation: 'kernels', request: { architecture: MLP, points: { x: reference } } },
    '/request/points/x/array_id',
  ],
];

describe('what has expired is answered 410', () => {
  const paths: [kind: string, id: string, method: string, path: string, json?: object][] = [
    ['job', job, 'GET', `/v1/jobs/${job}`],
    ['job', job, 'DELETE', `/v1/jobs/${job}`],
    ['job', job, 'GET', `/v1/jobs/${job}/result`],
    ['job', job, 'GET', `/v1/jobs/${job}/events`],
    ['array', 'a', 'GET', '/v1/arrays/a'],
    ['array', 'a', 'DELETE', '/v1/arrays/a'],
    ['regression', regression, 'GET', `/v1/regressions/${regression}`],
    ['regression', regression, 'DELETE', `/v1/regressions/${regression}`],
    ['regression', regression, 'GET', `/v1/regressions/${regression}/export`],
    ['regression', regression, 'GET', `/v1/regressions/${regression}/diagnostics`],
    ['regression', regression, 'POST', `/v1/regressions/${regression}/predictions`, { test: { x: X } }],
    ['training', training, 'GET', `/v1/trainings/${training}`],
    ['training', training, 'DELETE', `/v1/trainings/${training}`],
    ['training', training, 'GET', `/v1/trainings/${training}/export`],
    ['training', training, 'POST', `/v1/trainings/${training}/predictions`, { test: { x: X } }],
  ];
  const options = (headers: Record<string, string>, json?: object): RequestOptions => ({ headers, ...(json && { json }) });
  for (const [kind, id, method, path, json] of paths)
    test(`${method} ${path.replace(id, '…')}, to its owner alone`, async () => {
      const { details } = await service.refuses(410, 'expired', method, path, options(alice.headers, json));
      assert.deepEqual([details.kind, details.id], [kind, id]);
      assert.match(String(details.expiredAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      await service.refuses(404, `${kind}_not_found`, method, path, options(bob.headers, json));
      const asAlice = { ...root.headers, 'hypertangent-owner': 'alice' };
      await service.refuses(410, 'expired', method, path, options(asAlice, json));
    });

  for (const [path, body, field] of arrayRequests)
    test(`POST ${path} with such an array, which is named`, async () => {
      const { details } = await service.refuses(410, 'expired', 'POST', path, { json: body, headers: alice.headers });
      assert.deepEqual([details.kind, details.id, details.path], ['array', 'a', field]);
      await service.refuses(404, 'array_not_found', 'POST', path, { json: body, headers: bob.headers });
    });

  test('start_from of such a training', async () => {
    const body = { ...net, start_from: training };
    const { details } = await service.refuses(410, 'expired', 'POST', '/v1/trainings', { json: body, headers: alice.headers });
    assert.deepEqual([details.kind, details.path], ['training', '/start_from']);
  });

  test('start_from of such a regression', async () => {
    const body = {
      architecture: MLP,
      train: { x: X, y: [1, 2, 3] },
      solver: { kind: 'conjugate_gradients' },
      start_from: regression,
    };
    const { details } = await service.refuses(410, 'expired', 'POST', '/v1/regressions', { json: body, headers: alice.headers });
    assert.deepEqual([details.kind, details.path], ['regression', '/start_from']);
  });
});

test('what is deleted by its owner is answered 404, and what was uploaded again is there', async () => {
  await upload('a', Z);
  assert.deepEqual((await service.get('/v1/arrays/a', alice.headers)).status, 200);
  assert.equal((await service.request('DELETE', '/v1/arrays/a', { headers: alice.headers })).status, 204);
  await service.refuses(404, 'array_not_found', 'GET', '/v1/arrays/a', { headers: alice.headers });
  const [otherJob, otherRegression] = [await finished(), await created()];
  for (const path of [`/v1/jobs/${otherJob}`, `/v1/regressions/${otherRegression}`]) {
    assert.equal((await service.request('DELETE', path, { headers: alice.headers })).status, 204);
    assert.equal((await service.get(path, alice.headers)).status, 404);
  }
});

test('lists have what is left', async () => {
  await upload('b');
  await finished();
  await created();
  await sweepLater();
  for (const kind of ['jobs', 'arrays', 'regressions'])
    assert.deepEqual((await service.get(`/v1/${kind}`, alice.headers)).json, { [kind]: [] });
});

test('parts go with their job, and each is known to have been there', async () => {
  const body = { ...fit, train: { x: numbers(12, 3), y: numbers(12, 1) }, solver: { kind: 'subsets', count: 2, size: 6 } };
  const { json } = await service.post('/v1/regressions', body, { prefer: 'respond-async', ...alice.headers });
  await eventually(async () => (await service.get(`/v1/jobs/${json.id}`, alice.headers)).json.state === 'succeeded');
  const ids = (await service.get('/v1/jobs', alice.headers)).json.jobs.map(({ id }: { id: string }) => id);
  assert.equal(ids.length, 3);
  await sweepLater();
  for (const id of ids) await service.refuses(410, 'expired', 'GET', `/v1/jobs/${id}`, { headers: alice.headers });
});

test('an answer that is being read when its job goes is whole', async () => {
  const request = { architecture: MLP, points: { x: numbers(1500, 2) }, outputs: ['ntk'] };
  const { json } = await service.post('/v1/kernels', request, { prefer: 'respond-async', ...alice.headers });
  const path = `/v1/jobs/${json.id}`;
  await eventually(async () => (await service.get(path, alice.headers)).json.state === 'succeeded');
  const whole = Buffer.from((await service.get(`${path}/result`, { accept: NPY, ...alice.headers })).bytes);
  const response = await fetch(`${service.url}${path}/result`, { headers: { accept: NPY, ...alice.headers } });
  const reader = response.body!.getReader();
  const pieces = [(await reader.read()).value!];
  await sweepLater();
  assert.equal((await service.get(path, alice.headers)).status, 410);
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
  assert.ok(Buffer.concat(pieces).equals(whole));
});

describe('the service itself', () => {
  test('removes what is old soon after its start, counts it, and not what somebody reads or computes with', async () => {
    const first = await TestService.start(UNLIMITED);
    await uploadPoints(first);
    const big = { architecture: MLP, points: { x: numbers(1500, 2) }, outputs: ['ntk', 'nngp'] };
    const [old, young, read] = [await startJob(first, QUICK), await startJob(first, QUICK), await startJob(first, big)];
    for (const id of [old, young, read]) await jobInState(first, id, 'succeeded');
    await first.put('/v1/arrays/old', npy(X));
    await first.stop();
    const { dataDir } = first;
    for (const id of [old, read]) await backdateJob(dataDir, id, 2 * DAY);
    await backdateArrays(dataDir, 2 * DAY);
    const next = await TestService.start({ dataDir, ...UNLIMITED, ...ALL });
    const computing = await startJob(next, DEAF);
    const reading = await fetch(`${next.url}/v1/jobs/${read}/result`, { headers: { accept: NPZ } });
    await eventually(async () => (await next.get(`/v1/jobs/${old}`)).status === 410);
    await eventually(async () => (await next.get('/v1/arrays/old')).status === 410);
    assert.equal((await next.get(`/v1/jobs/${young}`)).status, 200);
    assert.equal((await next.get(`/v1/jobs/${read}`)).status, 200);
    assert.equal((await next.get('/v1/arrays/points', { accept: 'application/json' })).status, 200);
    assert.equal((await next.delete(`/v1/jobs/${computing}`)).status, 200);
    const bytes = (await reading.arrayBuffer()).byteLength;
    assert.equal(bytes, Number(reading.headers.get('content-length')));
    await eventually(async () => (await metric(next, 'hypertangent_expired_total{kind="array"}')) === 1);
    assert.equal(await metric(next, 'hypertangent_expired_total{kind="job"}'), 1);
    assert.equal(await metric(next, 'hypertangent_expired_total{kind="regression"}'), 0);
    assert.equal(await metric(next, 'hypertangent_expired_bytes_total{kind="array"}'), npy(X).length);
    assert.ok((await metric(next, 'hypertangent_expired_bytes_total{kind="job"}'))! > 100);
  });
});
