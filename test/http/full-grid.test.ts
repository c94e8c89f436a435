import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbers } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

const service = await TestService.start();
const REGRESSIONS = '/v1/regressions';

const IMAGES = numbers(6, 4);
const PIXELS = Array.from({ length: 12 }, (_, k) => [Math.floor(k / 4), k % 4]);
const LABELS = numbers(72, 1, 3).flat();
const architecture = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
  primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
  coordinate_features: { kind: 'fourier_limit', length_scale: 1.5 },
};
const train = { x: IMAGES, z: PIXELS, pairing: 'grid', y: LABELS };
const request = { architecture, train, ridge: { value: 0.01 }, solver: { kind: 'full_grid', tolerance: 1e-9 } };
const onGrid = { x: numbers(2, 4, 5), z: PIXELS, pairing: 'grid' };

const meanOf = async (body: object, points: object = onGrid): Promise<number[][]> => {
  const { status, json } = await service.post(REGRESSIONS, body);
  assert.equal(status, 201, JSON.stringify(json));
  return (await service.post(`${REGRESSIONS}/${json.id}/predictions`, { test: points })).json.mean;
};

function assertClose(actual: number[][], expected: number[][]): void {
  const off = Math.max(...actual.map((row, i) => Math.abs(row[0]! - expected[i]![0]!)));
  assert.ok(actual.length === expected.length && off < 1e-6, `off by ${off}`);
}

test('a fit on all points of a grid says how good it is', async () => {
  const { json } = await service.post(REGRESSIONS, request);
  assert.deepEqual([json.solver, json.points, json.jitter], ['full_grid', 72, 0]);
  const { rank, iterations, relative_residual, exact_residual, checked_rows } = json.certificate;
  assert.ok(rank > 1 && iterations > 1 && checked_rows === 48);
  assert.ok(relative_residual <= 1e-9 && exact_residual < 1e-6);
  assert.deepEqual((await service.get(`${REGRESSIONS}/${json.id}`)).json, json);
});

test('predictions are those of a factorisation, on the grid and off it, with a mask and without', async () => {
  const observed = IMAGES.map((_, i) => PIXELS.map((_, j) => ((i + j) % 3 === 0 ? 0 : 1)));
  const offGrid = {
    x: numbers(2, 4, 5),
    z: [
      [0.5, 1],
      [2, 2.25],
    ],
  };
  for (const body of [request, { ...request, train: { ...train, observed } }])
    for (const points of [onGrid, offGrid])
      assertClose(await meanOf(body, points), await meanOf({ ...body, solver: { kind: 'cholesky' } }, points));
});

test('predictions on the grid say how far they are from exact ones; others have nothing to say', async () => {
  const { json: model } = await service.post(REGRESSIONS, request);
  const predicted = async (points: object) => (await service.post(`${REGRESSIONS}/${model.id}/predictions`, { test: points })).json;
  const { exact_difference, checked_points } = (await predicted(onGrid)).certificate;
  assert.ok(exact_difference < 1e-6, `${exact_difference}`);
  assert.equal(checked_points, 24);
  assert.ok(
    (await service.post(`${REGRESSIONS}/${model.id}/predictions`, { test: 'train' })).json.certificate.exact_difference < 1e-6,
  );
  assert.equal((await predicted({ ...onGrid, z: [[0.5, 1]] })).certificate, undefined);
});

test('what cannot be solved so is refused, with where and why', async () => {
  const hidden = IMAGES.map(() => PIXELS.map(() => 0));
  const cases: [body: object, code: string, path: string | undefined][] = [
    [{ ...request, ridge: { value: 0 } }, 'invalid_value', '/ridge/value'],
    [{ ...request, jitter: [1e-10] }, 'invalid_value', '/jitter'],
    [{ ...request, solver: { kind: 'full_grid', tolerance: 1e-300 } }, 'tolerance_not_reached', undefined],
    [{ ...request, solver: { kind: 'full_grid', max_iterations: 1 } }, 'tolerance_not_reached', undefined],
    [{ ...request, solver: { kind: 'full_grid', tolerance: 0 } }, 'invalid_value', '/solver/tolerance'],
    [{ ...request, train: { ...train, observed: hidden } }, 'invalid_value', '/train/observed'],
    [{ ...request, train: { ...train, observed: [[1, 0]] } }, 'shape_mismatch', '/train/observed'],
    [{ ...request, train: { ...train, y: LABELS.slice(1) } }, 'shape_mismatch', '/train/y'],
    [
      { ...request, train: { ...train, z: PIXELS.slice(0, 6), pairing: 'rows', y: LABELS.slice(0, 6) } },
      'invalid_value',
      '/train/pairing',
    ],
  ];
  for (const [body, code, path] of cases) {
    const { status, json } = await service.post(REGRESSIONS, body);
    assert.deepEqual([status, json.code, json.details?.path], [422, code, path], JSON.stringify(json));
  }
  const { json } = await service.post(REGRESSIONS, request);
  const { status, json: problem } = await service.post(`${REGRESSIONS}/${json.id}/predictions`, { test: onGrid, variance: true });
  assert.deepEqual([status, problem.details.path], [422, '/variance']);
});

test('an image completion on all pixels of many images takes the full grid', async () => {
  const images = numbers(180, 12, 7);
  const body = {
    architecture,
    image_shape: [3, 4],
    train: { images },
    test: { images: numbers(3, 12, 8), truth: numbers(3, 12, 8) },
    mask: 'top_half',
  };
  const grid = (await service.post('/v1/image-completions', body)).json;
  assert.equal(grid.solver, 'full_grid');
  assert.ok(grid.certificate.relative_residual <= 1e-6);
  assert.ok(grid.prediction_certificate.exact_difference < 1e-5 && grid.prediction_certificate.checked_points === 36);
  const dense = (await service.post('/v1/image-completions', { ...body, solver: { kind: 'cholesky' } })).json;
  assert.deepEqual([dense.solver, dense.certificate, dense.prediction_certificate], ['cholesky', undefined, undefined]);
  const off = Math.max(
    ...grid.completed.flatMap((row: number[], i: number) => row.map((value, j) => Math.abs(value - dense.completed[i][j]))),
  );
  assert.ok(off < 1e-4, `off by ${off}`);
});
