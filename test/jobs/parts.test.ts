import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers } from '../support/requests.ts';
import { eventually, TestService } from '../support/service.ts';

const REGRESSIONS = '/v1/regressions';
const [TRAIN, LABELS, TEST] = [numbers(24, 3), numbers(24, 2, 2), numbers(5, 3, 1)];
const body = (solver: object, change: object = {}) => ({
  architecture: MLP,
  train: { x: TRAIN, y: LABELS },
  solver: { kind: 'subsets', ...solver },
  ...change,
});

interface Job {
  id: string;
  kind: string;
  state: string;
  parent?: string;
}

const service = await TestService.start({ heavyRunners: 2, quickRunners: 2 });
const jobs = async (): Promise<Job[]> => (await service.get('/v1/jobs')).json.jobs;
const partsOf = async (id: string) => (await jobs()).filter(({ parent }) => parent === id);
const modelFolders = () => readdir(join(service.dataDir, 'regressions')).catch(() => [] as string[]);

test('a regression on subsets is the mean of regressions on them, and predicts with their spread', async () => {
  const { json: model, status } = await service.post(REGRESSIONS, body({ count: 3, size: 8, seed: 4 }));
  assert.equal(status, 201, JSON.stringify(model));
  assert.deepEqual([model.solver, model.points, model.outputs, model.ridge], ['subsets', 24, 2, 0.001]);
  const { json } = await service.post(`${REGRESSIONS}/${model.id}/predictions`, { test: { x: TEST } });
  assert.deepEqual([json.mean.length, json.spread.length, json.spread[0].length], [5, 5, 2]);
  assert.ok(json.spread.flat().every((value: number) => value > 0));
  await service.refuses(422, 'invalid_value', 'POST', `${REGRESSIONS}/${model.id}/predictions`, {
    json: { test: { x: TEST }, variance: true },
  });
  const folder = await readdir(join(service.dataDir, 'regressions', model.id));
  assert.ok(folder.includes('model.json'), String(folder));
  assert.ok(
    folder.some((name) => /^model\.[0-9a-f]{8}\.regression\.parts\.2\.weights\.npy$/.test(name)),
    String(folder),
  );
});

test('one subset of all points predicts what cholesky does', async () => {
  const ids = [];
  for (const solver of [{ kind: 'subsets', count: 1, size: 24 }, { kind: 'cholesky' }])
    ids.push((await service.post(REGRESSIONS, body(solver))).json.id);
  const [subsets, dense] = await Promise.all(
    ids.map(async (id) => (await service.post(`${REGRESSIONS}/${id}/predictions`, { test: { x: TEST } })).json),
  );
  assert.deepEqual(subsets.mean, dense.mean);
  assert.equal(subsets.spread, undefined);
});

test('each subset is a job of its own with a result, and goes with its parent', async () => {
  const id = await startJob(service, body({ count: 3, size: 8 }), REGRESSIONS);
  const job = await jobInState(service, id, 'succeeded');
  assert.equal(job.kind, 'regression_fit');
  const parts = await eventually(async () => {
    const found = await partsOf(id);
    return found.length === 3 && found.every(({ state }) => state === 'succeeded') && found;
  });
  assert.ok(parts.every(({ kind }) => kind === 'regression_subset'));
  const results = await Promise.all(parts.map(async (part) => (await service.get(`/v1/jobs/${part.id}/result`)).json));
  assert.deepEqual(results.map(({ subset }) => subset).sort(), [0, 1, 2]);
  assert.ok(results.every(({ points, ridge }) => points === 8 && ridge === 0.001));
  const { json: model } = await service.get(`/v1/jobs/${id}/result`);
  const mean = results.reduce((sum, { train_mse }) => sum + train_mse / 3, 0);
  assert.ok(Math.abs(model.train_mse / mean - 1) < 1e-12);
  assert.deepEqual((await service.get(`${REGRESSIONS}/${model.id}`)).json, model);
  assert.equal((await service.delete(`/v1/jobs/${id}`)).status, 204);
  assert.deepEqual(await partsOf(id), []);
});

test('the error of a subset is the error of the regression, and nothing is left of it', async () => {
  const before = await modelFolders();
  const train = { x: [...numbers(12, 3), ...numbers(12, 3)], y: LABELS };
  const problem = await service.refuses(422, 'not_positive_definite', 'POST', REGRESSIONS, {
    json: body({ count: 1, size: 24 }, { train, ridge: { value: 0 } }),
  });
  assert.ok((problem.details.pivot as number) > 0);
  await eventually(async () => (await modelFolders()).length === before.length);
});

describe('what there is not is refused with where it stands', () => {
  const cases: [string, object, object?][] = [
    ['/solver/size', { kind: 'subsets', count: 1, size: 25 }],
    ['/solver/count', { kind: 'subsets', count: 4, size: 8 }],
    ['/solver/rank', { kind: 'nystrom', rank: 25 }],
    ['/solver/preconditioner_rank', { kind: 'conjugate_gradients', preconditioner_rank: 25 }],
    ['/ridge/value', { kind: 'nystrom', rank: 5 }, { ridge: { value: 0 } }],
    ['/ridge/value', { kind: 'conjugate_gradients' }, { ridge: { value: 0 } }],
  ];
  for (const [path, solver, change] of cases)
    test(`${path}, ${JSON.stringify(solver)}`, async () => {
      const request = body(solver, change);
      const problem = await service.refuses(422, 'invalid_value', 'POST', REGRESSIONS, { json: request });
      assert.equal(problem.details.path, path);
      const estimate = { operation: 'regressions', request };
      const same = await service.refuses(422, 'invalid_value', 'POST', '/v1/estimates', { json: estimate });
      assert.equal(same.details.path, `/request${path}`);
    });
});

for (const solver of [
  { kind: 'conjugate_gradients', tolerance: 1e-11 },
  { kind: 'nystrom', rank: 24 },
])
  test(`${solver.kind} predicts what cholesky does, and has a certificate`, async () => {
    const { json: model } = await service.post(REGRESSIONS, body(solver));
    assert.equal(model.solver, solver.kind);
    assert.ok(model.certificate.exact_residual < 1e-6, JSON.stringify(model.certificate));
    const { json: dense } = await service.post(REGRESSIONS, body({ kind: 'cholesky' }));
    const [found, expected] = await Promise.all(
      [model, dense].map(async ({ id }) =>
        (await service.post(`${REGRESSIONS}/${id}/predictions`, { test: { x: TEST } })).json.mean.flat(),
      ),
    );
    for (const [k, value] of found.entries()) assert.ok(Math.abs(value - expected[k]) < 1e-6, `${value} ${expected[k]}`);
  });

describe('long subsets', () => {
  const solver = { count: 6, size: 4000 };
  const long = () => body(solver, { train: { x: { array_id: 'long' }, y: { array_id: 'labels' } } });

  test('arrays', async () => {
    await service.put('/v1/arrays/long', npy(numbers(24_000, 40)));
    await service.put('/v1/arrays/labels', npy(numbers(24_000, 1)));
  });

  const running = async () => {
    const id = await startJob(service, long(), REGRESSIONS);
    const parts = await eventually(async () => {
      const found = await partsOf(id);
      return found.some(({ state }) => state === 'running') && found;
    });
    return { id, parts };
  };

  test('run beside each other, and cancelling their parent cancels them all', async () => {
    const before = await modelFolders();
    const { id } = await running();
    await eventually(async () => (await partsOf(id)).filter(({ state }) => state === 'running').length === 2);
    assert.equal((await service.delete(`/v1/jobs/${id}`)).json.state, 'cancelled');
    for (const part of await partsOf(id)) assert.ok(['cancelled', 'succeeded'].includes(part.state), part.state);
    await eventually(async () => (await modelFolders()).length === before.length);
    await eventually(async () => (await service.get('/v1/system')).json.queue.waiting === 0);
  });

  test('cancelling one of them cancels the whole', async () => {
    const { id, parts } = await running();
    await service.delete(`/v1/jobs/${parts.find(({ state }) => state === 'running')!.id}`);
    await jobInState(service, id, 'cancelled');
    assert.ok((await partsOf(id)).every(({ state }) => ['cancelled', 'succeeded'].includes(state)));
  });

  test('after a restart those that were done are not done again, and the others are', async () => {
    const { id } = await running();
    await eventually(async () => (await partsOf(id)).some(({ state }) => state === 'succeeded'));
    await service.restart();
    const done = (await partsOf(id)).filter(({ state }) => state === 'succeeded') as (Job & { finished_at: string })[];
    const job = await jobInState(service, id, 'succeeded');
    assert.equal(job.attempts, 1);
    const now = (await partsOf(id)) as (Job & { finished_at: string })[];
    assert.equal(now.length, solver.count);
    for (const { id, finished_at } of done) assert.equal(now.find((part) => part.id === id)!.finished_at, finished_at);
    const { json: model } = await service.get(`/v1/jobs/${id}/result`);
    assert.equal((await service.post(`${REGRESSIONS}/${model.id}/predictions`, { test: { x: numbers(5, 40) } })).status, 200);
  });
});
