import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbers } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

const service = await TestService.start();
const SEARCHES = '/v1/searches';

const X = numbers(30, 3);
const train = { x: X, y: X.map(([a, b]) => Math.sin(a!) * b!) };
const architecture = { type: 'mlp', depth: 2, activation: { name: 'relu' } };
const space = { depth: [2, 3], activation: [{ name: 'relu' }, { name: 'erf' }], ridge: [0.0001, 0.01, 1], kernel: ['nngp', 'ntk'] };

for (const criterion of [{ kind: 'evidence' }, { kind: 'leave_one_out' }, { kind: 'cross_validation', folds: 3 }])
  test(`${criterion.kind}: all are tried, the best comes first and can be fitted as it stands`, async () => {
    const { status, json } = await service.post(SEARCHES, { architecture, train, space, criterion });
    assert.equal(status, 200, JSON.stringify(json));
    assert.deepEqual([json.criterion, json.complete, json.trials.length], [criterion.kind, true, 24]);
    const scores = json.trials.map(({ score }: { score: number }) => score);
    assert.deepEqual(
      scores,
      [...scores].sort((a, b) => a - b),
    );
    assert.equal(json.best.score, scores[0]);
    assert.equal(json.best.ridge.value, json.trials[0].settings.ridge);
    assert.equal(json.best.architecture.depth, json.trials[0].settings.depth);
    const { score: _, ...best } = json.best;
    assert.equal((await service.post('/v1/regressions', { ...best, train })).status, 201);
  });

test('a hypernetwork on a grid, by the full-grid solver and by descent', async () => {
  const body = {
    architecture: {
      type: 'hypernetwork',
      hyper: architecture,
      primary: architecture,
      coordinate_features: { kind: 'fourier_limit', length_scale: 1 },
    },
    train: { x: numbers(12, 3), z: numbers(8, 2), pairing: 'grid', y: numbers(96, 1).flat() },
    space: { length_scale: [0.5, 1, 2], ridge: [0.01, 0.1] },
    strategy: 'descent',
    criterion: { kind: 'cross_validation', folds: 3 },
    solver: { kind: 'full_grid', tolerance: 1e-8 },
  };
  const { status, json } = await service.post(SEARCHES, body);
  assert.equal(status, 200, JSON.stringify(json));
  assert.equal(json.trials.length, 6);
  const dense = (await service.post(SEARCHES, { ...body, solver: { kind: 'cholesky' } })).json;
  assert.deepEqual(dense.trials[0].settings, json.trials[0].settings);
  assert.ok(Math.abs(dense.best.score / json.best.score - 1) < 1e-5);
});

test('what makes no sense is refused before anything is tried', async () => {
  const cases: [body: object, code: string, path: string][] = [
    [{ architecture, train, space: { length_scale: [1] } }, 'invalid_value', '/space/length_scale'],
    [{ architecture, train, space: { ridge: [0] } }, 'invalid_value', '/space/ridge/0'],
    [{ architecture, train: { ...train, y: [1] }, space }, 'shape_mismatch', '/train/y'],
    [{ architecture, train, space, criterion: { kind: 'cross_validation', folds: 31 } }, 'invalid_value', '/criterion/folds'],
    ...[{ kind: 'conjugate_gradients' }, { kind: 'nystrom', rank: 100 }, { kind: 'subsets', count: 2, size: 10 }].map(
      (solver): [object, string, string] => [{ architecture, train, space, solver }, 'invalid_value', '/solver/kind'],
    ),
  ];
  for (const [body, code, path] of cases) {
    const { status, json } = await service.post(SEARCHES, body);
    assert.deepEqual([status, json.code, json.details.path], [422, code, path], JSON.stringify(json));
  }
});
