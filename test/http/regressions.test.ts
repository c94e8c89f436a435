import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { HYPERNETWORK, MLP, ndArray, npy, numbers, unzip, X, Z } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';
import { multiply, shifted, solve, transpose } from '../support/solve.ts';

const service = await TestService.start();
const REGRESSIONS = '/v1/regressions';

const TRAIN = numbers(12, 3);
const TEST = numbers(5, 3, 1);
const LABELS = numbers(12, 2, 2);

function assertClose(actual: number[][], expected: number[][], tolerance = 1e-9): void {
  assert.deepEqual([actual.length, actual[0]?.length], [expected.length, expected[0]?.length]);
  const off = Math.max(...actual.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i]![j]!))));
  assert.ok(off <= tolerance, `off by ${off}`);
}

/** The kernel between two sets of points, from the service. */
async function kernel(name: string, points: object, points2: object, architecture: object = MLP): Promise<number[][]> {
  return (await service.post('/v1/kernels', { architecture, points, points2, outputs: [name] })).json.kernels[name];
}

const fit = async (body: object) => {
  const reply = await service.post(REGRESSIONS, body);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  assert.equal(reply.headers.get('location'), `${REGRESSIONS}/${reply.json.id}`);
  return reply.json;
};
const predictions = (id: string) => `${REGRESSIONS}/${id}/predictions`;

for (const name of ['ntk', 'nngp'])
  test(`a fit with the ${name} predicts what K(u*,U)(K + λI)⁻¹Y is, and its variance`, async () => {
    const lambda = 0.01;
    const model = await fit({ architecture: MLP, kernel: name, train: { x: TRAIN, y: LABELS }, ridge: { value: lambda } });
    assert.deepEqual([model.kernel, model.points, model.outputs, model.ridge, model.jitter], [name, 12, 2, lambda, 0]);
    const { json } = await service.post(predictions(model.id), { test: { x: TEST }, variance: true });

    const inner = await kernel(name, { x: TRAIN }, { x: TRAIN });
    const cross = await kernel(name, { x: TEST }, { x: TRAIN });
    const weights = solve(shifted(inner, lambda), LABELS);
    assertClose(json.mean, multiply(cross, weights));
    const explained = multiply(cross, solve(shifted(inner, lambda), transpose(cross)));
    const prior = await kernel(name, { x: TEST }, { x: TEST });
    assertClose([json.variance], [prior.map((row, i) => row[i]! - explained[i]![i]!)]);
    assert.ok(json.variance.every((value: number) => value > 0));
    const residuals = multiply(inner, weights).flatMap((row, i) => row.map((value, j) => (value - LABELS[i]![j]!) ** 2));
    assertClose([[model.train_mse]], [[residuals.reduce((sum, value) => sum + value, 0) / residuals.length]]);
  });

test('a hypernetwork is fitted on a grid and predicts pairs of rows', async () => {
  const train = { x: X, z: Z, pairing: 'grid' };
  const labels = numbers(9, 1).flat();
  const model = await fit({ architecture: HYPERNETWORK, train: { ...train, y: labels } });
  assert.deepEqual([model.architecture_type, model.kernel, model.points, model.ridge], ['hypernetwork', 'ntk', 9, 0.001]);
  const test = { x: X.toReversed(), z: Z };
  const weights = solve(
    shifted(await kernel('ntk', train, train, HYPERNETWORK), 0.001),
    labels.map((label) => [label]),
  );
  const { json } = await service.post(predictions(model.id), { test });
  assertClose(json.mean, multiply(await kernel('ntk', test, train, HYPERNETWORK), weights));
  assert.equal(json.variance, undefined);
});

test('mean_diagonal multiplies the ridge by the mean of the diagonal', async () => {
  const model = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS }, ridge: { value: 0.5, scale: 'mean_diagonal' } });
  const inner = await kernel('ntk', { x: TRAIN }, { x: TRAIN });
  const mean = inner.reduce((sum, row, i) => sum + row[i]!, 0) / 12;
  assertClose([[model.ridge]], [[0.5 * mean]]);
  const { json } = await service.post(predictions(model.id), { test: { x: TEST } });
  const weights = solve(shifted(inner, 0.5 * mean), LABELS);
  assertClose(json.mean, multiply(await kernel('ntk', { x: TEST }, { x: TRAIN }), weights));
});

test('the first jitter of the ladder that helps is used, reported and in the provenance', async () => {
  const train = { x: [X[0], X[0], X[1]], y: [1, 1, 2] };
  const body = { architecture: MLP, train, ridge: { value: 0 } };
  await service.refuses(422, 'not_positive_definite', 'POST', REGRESSIONS, { json: body });
  const { details } = await service.refuses(422, 'not_positive_definite', 'POST', REGRESSIONS, {
    json: { ...body, jitter: [1e-30] },
  });
  assert.equal((details.jittersTried as number[]).length, 1);
  const model = await fit({ ...body, jitter: [1e-30, 1e-6, 1e-3] });
  const inner = await kernel('ntk', { x: train.x }, { x: train.x });
  const mean = inner.reduce((sum, row, i) => sum + row[i]!, 0) / 3;
  assertClose([[model.jitter]], [[1e-6 * mean]], 1e-15);
  assert.deepEqual([model.provenance.jitter, model.ridge], [model.jitter, 0]);
  assert.equal((await service.post(predictions(model.id), { test: { x: X } })).json.provenance.jitter, model.jitter);
});

test('predictions come as JSON, as npy (the mean) and as npz (mean and variance)', async () => {
  const { id } = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS } });
  const body = { test: { x: TEST }, variance: true };
  const { json } = await service.post(predictions(id), body);
  assert.deepEqual(decodeNpy((await service.post(predictions(id), body, { accept: NPY })).bytes), ndArray(json.mean));
  const arrays = unzip((await service.post(predictions(id), body, { accept: NPZ })).bytes);
  assert.deepEqual(
    arrays,
    new Map([
      ['mean', ndArray(json.mean)],
      ['variance', ndArray(json.variance)],
    ]),
  );
});

test('uploaded arrays train and test as the same numbers inline do', async () => {
  await service.put('/v1/arrays/x', npy(TRAIN));
  await service.put('/v1/arrays/y', npy(LABELS));
  const uploaded = await fit({ architecture: MLP, train: { x: { array_id: 'x' }, y: { array_id: 'y' } } });
  const inline = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS } });
  await service.delete('/v1/arrays/x');
  const test = { x: TEST };
  const [a, b] = [await service.post(predictions(uploaded.id), { test }), await service.post(predictions(inline.id), { test })];
  assert.deepEqual(a.json.mean, b.json.mean);
});

test('regressions are listed newest first, got, deleted, and then not there nor on disk', async () => {
  const first = await fit({ architecture: MLP, train: { x: X, y: [1, 2, 3] } });
  const second = await fit({ architecture: MLP, train: { x: X, y: [1, 2, 3] } });
  const { regressions } = (await service.get(REGRESSIONS)).json;
  const position = ({ id }: { id: string }) => regressions.findIndex((other: { id: string }) => other.id === id);
  assert.ok(0 <= position(second) && position(second) < position(first));
  assert.deepEqual((await service.get(`${REGRESSIONS}/${first.id}`)).json, first);
  assert.deepEqual(regressions[position(first)], first);
  assert.equal((await service.delete(`${REGRESSIONS}/${first.id}`)).status, 204);
  await service.refuses(404, 'regression_not_found', 'GET', `${REGRESSIONS}/${first.id}`);
  await service.refuses(404, 'regression_not_found', 'DELETE', `${REGRESSIONS}/${first.id}`);
  await service.refuses(404, 'regression_not_found', 'POST', predictions(first.id), { json: { test: { x: X } } });
  assert.ok(!(await readdir(join(service.dataDir, 'regressions'))).includes(first.id));
});

test('a fitted model survives a restart of the service and predicts the same', async () => {
  const model = await fit({ architecture: HYPERNETWORK, train: { x: X, z: Z, y: numbers(3, 2) } });
  const body = { test: { x: X, z: Z, pairing: 'grid' }, variance: true };
  const before = (await service.post(predictions(model.id), body)).json;
  await service.restart();
  assert.deepEqual((await service.get(`${REGRESSIONS}/${model.id}`)).json, model);
  const after = (await service.post(predictions(model.id), body)).json;
  assert.deepEqual([after.mean, after.variance], [before.mean, before.variance]);
});
