import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { testKey } from '../support/keys.ts';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers, X } from '../support/requests.ts';
import { eventually, NPY, TestService } from '../support/service.ts';

const alice = testKey('alice', ['compute']);
const bob = testKey('bob', ['compute']);
const root = testKey('root', ['admin']);
const SETTINGS = { partSeconds: 1e-6, jobAttempts: 1, tensors: 'cpu', heavyRunners: 2, quickRunners: 2 } as const;
const service = await TestService.start(SETTINGS);
const NETWORKS = '/v1/empirical-kernels';
const SEARCHES = '/v1/searches';

interface Part {
  id: string;
  kind: string;
  state: string;
  parent?: string;
  owner?: string;
}
const partsOf = async (id: string): Promise<Part[]> =>
  (await service.get('/v1/jobs')).json.jobs.filter(({ parent }: Part) => parent === id);

const networks = (samples: number, x: number[][] = X) => ({ architecture: { ...MLP, width: 5 }, points: { x }, samples });
const search = (rest: object = {}) => ({
  architecture: MLP,
  train: { x: numbers(30, 3), y: numbers(30, 1).flat() },
  space: { depth: [2, 3], bias_std: [0, 0.1, 0.5], ridge: [0.01, 0.1] },
  ...rest,
});
/** More than any test waits for. */
const ENDLESS = networks(1_000_000);

async function running(): Promise<string> {
  const id = await startJob(service, ENDLESS, NETWORKS);
  await eventually(async () => (await partsOf(id)).filter(({ state }) => state === 'running').length === 2);
  return id;
}

test('a request that is waited for leaves nothing, however it ends', async () => {
  await service.put('/v1/arrays/many', npy(numbers(900, 3)));
  const kernel = { architecture: MLP, points: { x: { array_id: 'many' } }, outputs: ['ntk'] };
  const { bytes, status } = await service.post('/v1/kernels', kernel, { accept: NPY });
  assert.deepEqual([status, bytes.length], [200, 128 + 8 * 900 ** 2]);
  assert.equal((await service.post(NETWORKS, { ...networks(100), keep_samples: true })).status, 200);
  await service.refuses(422, 'kernel_overflow', 'POST', NETWORKS, { json: networks(100, [[1e20, 0]]) });
  await eventually(async () => (await service.jobFolders()).length === 0);
});

test('the result of a large kernel outlives its parts', async () => {
  const id = await startJob(service, { architecture: MLP, points: { x: { array_id: 'many' } }, outputs: ['nngp'] });
  await jobInState(service, id, 'succeeded');
  const parts = await partsOf(id);
  assert.ok(parts.length > 1);
  for (const part of parts) {
    const files = await readdir(join(service.dataDir, 'jobs', part.id));
    assert.ok(!files.includes('result.kernels.nngp.npy'), `${files}`);
    assert.equal((await service.get(`/v1/jobs/${part.id}/result`)).json.rows.length, 2);
  }
  assert.equal((await service.get(`/v1/jobs/${id}/result`, { accept: NPY })).bytes.length, 128 + 8 * 900 ** 2);
  await service.restart();
  assert.equal((await service.get(`/v1/jobs/${id}/result`, { accept: NPY })).bytes.length, 128 + 8 * 900 ** 2);
  assert.equal((await service.delete(`/v1/jobs/${id}`)).status, 204);
  assert.deepEqual(await service.jobFolders(), []);
});

describe('of a job that many networks do', () => {
  test('the progress counts the networks, and cancelling it cancels them all', async () => {
    const id = await startJob(service, networks(64_000), NETWORKS);
    const { stage } = await eventually(async () => {
      const { progress, state } = (await service.get(`/v1/jobs/${id}`)).json;
      assert.ok(['queued', 'running'].includes(state), state);
      return /^networks: [1-9]\d*000 of 64000 done$/.test(progress.stage ?? '') && progress;
    });
    assert.ok(stage);
    assert.equal((await service.delete(`/v1/jobs/${id}`)).json.state, 'cancelled');
    for (const { state } of await partsOf(id)) assert.ok(['cancelled', 'succeeded'].includes(state), state);
    await eventually(async () => (await service.get('/v1/system')).json.queue.waiting === 0);
  });

  test('a part that is cancelled cancels the whole', async () => {
    const id = await running();
    const part = (await partsOf(id)).find(({ state }) => state === 'running')!;
    await service.delete(`/v1/jobs/${part.id}`);
    await jobInState(service, id, 'cancelled');
    assert.ok((await partsOf(id)).every(({ state }) => ['cancelled', 'succeeded'].includes(state)));
  });

  test('a part that fails is the failure of the whole, and ends the others', async () => {
    const id = await running();
    const { runners } = (await service.get('/v1/system')).json;
    process.kill(runners.find(({ lane, state }: Record<string, string>) => lane === 'heavy' && state === 'busy').pid, 'SIGKILL');
    const { error } = await jobInState(service, id, 'failed');
    assert.equal(error.code, 'runner_died');
    const states = (await partsOf(id)).map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'failed').length, 1, String(states));
    assert.ok(
      states.every((state) => ['failed', 'cancelled', 'succeeded'].includes(state)),
      String(states),
    );
  });
});

test('what is wrong is refused as by a single job, with where it stands', async () => {
  const cases: [path: string, body: object, code: string, place?: string][] = [
    [SEARCHES, search({ criterion: { kind: 'cross_validation', folds: 31 } }), 'invalid_value', '/criterion/folds'],
    [SEARCHES, search({ train: { x: X, y: [1] } }), 'shape_mismatch', '/train/y'],
    [NETWORKS, networks(100, [[1e-20, 0]]), 'kernel_overflow'],
    [NETWORKS, networks(100, [[1e39, 0]]), 'not_finite', '/points'],
  ];
  for (const [path, body, code, place] of cases) {
    const { status, json } = await service.post(path, body);
    assert.deepEqual([status, json.code, json.details.path], [422, code, place], JSON.stringify(json));
  }
});

test('a search whose time is up has tried something, and says that it is not all', async () => {
  const { status, json } = await service.post(SEARCHES, search({ budget: { seconds: 1e-9 } }));
  assert.equal(status, 200, JSON.stringify(json));
  assert.equal(json.complete, false);
  assert.ok(json.trials.length >= 2 && json.trials.length < 12, `${json.trials.length}`);
});

test('a regression has the id of its job, so that it is not there twice', async () => {
  const train = { x: numbers(24, 3), y: numbers(24, 1).flat() };
  for (const solver of [{ kind: 'cholesky' }, { kind: 'subsets', count: 2, size: 8 }]) {
    const id = await startJob(service, { architecture: MLP, train, solver }, '/v1/regressions');
    await jobInState(service, id, 'succeeded');
    assert.equal((await service.get(`/v1/jobs/${id}/result`)).json.id, id);
    assert.equal((await service.get(`/v1/regressions/${id}`)).status, 200);
  }
});

test('parts belong to whoever asked for the whole', async () => {
  const owned = await TestService.start({ ...SETTINGS, keys: [alice.entry, bob.entry, root.entry] });
  await owned.put('/v1/arrays/x', npy(X), { 'content-type': NPY, ...alice.headers });
  const body = { ...networks(100), points: { x: { array_id: 'x' } } };
  const { id } = (await owned.post(NETWORKS, body, { prefer: 'respond-async', ...alice.headers })).json;
  await eventually(async () => (await owned.get(`/v1/jobs/${id}`, alice.headers)).json.state === 'succeeded');
  const seenBy = async (headers: Record<string, string>): Promise<Part[]> =>
    (await owned.get('/v1/jobs', headers)).json.jobs.filter(({ parent }: Part) => parent === id);
  const parts = await seenBy(alice.headers);
  assert.ok(parts.length > 1 && parts.every(({ owner, kind }) => owner === 'alice' && kind === 'network_moments'));
  assert.equal((await seenBy(root.headers)).length, parts.length);
  assert.deepEqual(await seenBy(bob.headers), []);
  assert.equal((await owned.get(`/v1/jobs/${parts[0]!.id}/result`, bob.headers)).status, 404);
  assert.equal((await owned.get(`/v1/jobs/${parts[0]!.id}/result`, alice.headers)).status, 200);
});
