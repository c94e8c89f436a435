import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HYPERNETWORK, MLP, ndArray, numbers, unzip, X, Z } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';
import { shifted, solve } from '../support/solve.ts';

const service = await TestService.start();
const REGRESSIONS = '/v1/regressions';

const TRAIN = numbers(12, 3);
const LABELS = numbers(12, 2, 2);
const ALL = ['log_marginal_likelihood', 'leave_one_out', 'effective_degrees_of_freedom', 'condition_estimate', 'spectrum'];
const GRID = { x: X, z: Z, pairing: 'grid', y: numbers(9, 1).flat() };
const FULL_GRID = { architecture: HYPERNETWORK, train: GRID, solver: { kind: 'full_grid' } };

const fit = async (body: object) => {
  const { status, json } = await service.post(REGRESSIONS, body);
  assert.equal(status, 201, JSON.stringify(json));
  return json;
};
const diagnostics = (id: string) => `${REGRESSIONS}/${id}/diagnostics`;
const predictions = (id: string) => `${REGRESSIONS}/${id}/predictions`;

function assertClose(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);
}

/** Without a factorisation of K. */
const OTHER_SOLVERS = [{ kind: 'conjugate_gradients' }, { kind: 'nystrom', rank: 4 }, { kind: 'subsets', count: 2, size: 5 }];

describe('diagnostics', () => {
  test('are answered as they are defined, with the regression and apart', async () => {
    const lambda = 0.05;
    const model = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS }, ridge: { value: lambda }, diagnostics: ALL });
    const { json: kernels } = await service.post('/v1/kernels', { architecture: MLP, points: { x: TRAIN }, outputs: ['ntk'] });
    const kernel: number[][] = kernels.kernels.ntk;
    const identity = kernel.map((_, i) => kernel.map((_, j) => (i === j ? 1 : 0)));
    const inverse = solve(shifted(kernel, lambda), identity);
    const alpha = solve(shifted(kernel, lambda), LABELS);

    const { json } = await service.get(diagnostics(model.id));
    const { leave_one_out_residuals: residuals, spectrum, ...rest } = json;
    assert.deepEqual(rest, model.diagnostics);
    assert.deepEqual((await service.get(`${REGRESSIONS}/${model.id}`)).json, model);
    const expected = alpha.map((row, i) => row.map((value) => value / inverse[i]![i]!));
    for (const [i, row] of expected.entries()) for (const [j, value] of row.entries()) assertClose(residuals[i][j], value);
    assertClose(rest.leave_one_out_mse, expected.flat().reduce((sum, value) => sum + value ** 2, 0) / 24);
    const trace = inverse.reduce((sum, row, i) => sum + row[i]!, 0);
    assertClose(rest.effective_degrees_of_freedom, 12 - lambda * trace);
    assert.equal(spectrum.length, 12);
    const logDeterminant = spectrum.reduce((sum: number, value: number) => sum + Math.log(value + lambda), 0);
    const fitted = LABELS.flatMap((row, i) => row.map((value, j) => value * alpha[i]![j]!)).reduce((a, b) => a + b);
    assertClose(rest.log_marginal_likelihood, -fitted / 2 - logDeterminant - 12 * Math.log(2 * Math.PI));
    assert.ok(rest.condition_estimate > 1);
    // The condition numbers of the norms 1 and 2 are within a factor of n of each other.
    const condition = (spectrum[11] + lambda) / (spectrum[0] + lambda);
    assert.ok(rest.condition_estimate > condition / 12 / 3 && rest.condition_estimate < condition * 12);
  });

  test('come as npz with the arrays; without arrays that is not acceptable', async () => {
    const { id } = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS }, diagnostics: ALL });
    const { json } = await service.get(diagnostics(id));
    const { bytes } = await service.get(diagnostics(id), { accept: NPZ });
    assert.deepEqual(
      unzip(bytes),
      new Map([
        ['leave_one_out_residuals', ndArray(json.leave_one_out_residuals)],
        ['spectrum', ndArray(json.spectrum)],
      ]),
    );
    const plain = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS } });
    assert.deepEqual(Object.keys(plain.diagnostics), ['log_marginal_likelihood']);
    assert.deepEqual((await service.get(diagnostics(plain.id))).json, plain.diagnostics);
    await service.refuses(406, 'not_acceptable', 'GET', diagnostics(plain.id), { headers: { accept: NPZ } });
  });

  test('are the same from a job, and after a restart', async () => {
    const body = { architecture: MLP, train: { x: TRAIN, y: LABELS }, diagnostics: ALL, gradient_flow: true };
    const model = await fit(body);
    const job = (await service.post(REGRESSIONS, body, { prefer: 'respond-async' })).json;
    while ((await service.get(`/v1/jobs/${job.id}`)).json.finished_at === undefined);
    const later = (await service.get(`/v1/jobs/${job.id}/result`)).json;
    assert.deepEqual(later.diagnostics, model.diagnostics);
    const asked = { test: { x: numbers(3, 3) }, times: [5, 'infinity'] };
    const before = [(await service.get(diagnostics(model.id))).json, (await service.post(predictions(model.id), asked)).json];
    await service.restart();
    const after = [(await service.get(diagnostics(model.id))).json, (await service.post(predictions(model.id), asked)).json];
    for (const reply of [before[1], after[1]]) delete reply.provenance;
    assert.deepEqual(after, before);
  });

  test('of a grid that is observed in part are those of its observed points', async () => {
    const observed = [
      [1, 0, 1],
      [1, 1, 0],
      [0, 1, 1],
    ];
    const train = { ...GRID, observed };
    const model = await fit({ architecture: HYPERNETWORK, train, solver: { kind: 'cholesky' }, diagnostics: ALL });
    assert.equal((await service.get(diagnostics(model.id))).json.leave_one_out_residuals.length, 6);
    assert.ok(model.diagnostics.effective_degrees_of_freedom < 6);
  });

  test('of no factorisation are refused, by name; so are unknown ones', async () => {
    const names = { ...FULL_GRID, diagnostics: ['leave_one_out'] };
    for (const json of [names, { ...FULL_GRID, diagnostics: ['spectrum', 'condition_estimate'] }]) {
      const { details } = await service.refuses(422, 'invalid_value', 'POST', REGRESSIONS, { json });
      assert.equal(details.path, '/diagnostics');
    }
    const estimate = { operation: 'regressions', request: names };
    const { details } = await service.refuses(422, 'invalid_value', 'POST', '/v1/estimates', { json: estimate });
    assert.equal(details.path, '/request/diagnostics');
    for (const wrong of [['evidence'], ['spectrum', 'spectrum']]) {
      const json = { architecture: MLP, train: { x: TRAIN, y: LABELS }, diagnostics: wrong };
      await service.refuses(422, 'invalid_value', 'POST', REGRESSIONS, { json });
    }
    const { id } = await fit(FULL_GRID);
    assert.deepEqual((await service.get(diagnostics(id))).json, {});
    await service.refuses(404, 'regression_not_found', 'GET', diagnostics('none'));
  });

  test('that leave the range of float64 are an error that says so', async () => {
    const json = { architecture: MLP, train: { x: [[1, 2]], y: [1e200] }, ridge: { value: 1e-100 } };
    const { detail } = await service.refuses(422, 'not_finite', 'POST', REGRESSIONS, { json });
    assert.match(detail, /log marginal likelihood/);
  });
});

describe('predictions', () => {
  const test1 = { x: numbers(5, 3, 1) };

  test('have a covariance, in JSON and npz', async () => {
    const { id } = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS } });
    const body = { test: test1, variance: true, covariance: true };
    const { json } = await service.post(predictions(id), body);
    assert.deepEqual([json.covariance.length, json.covariance[0].length], [5, 5]);
    assert.deepEqual(
      json.covariance.map((row: number[], i: number) => row[i]),
      json.variance,
    );
    const arrays = unzip((await service.post(predictions(id), body, { accept: NPZ })).bytes);
    assert.deepEqual([...arrays.keys()], ['mean', 'variance', 'covariance']);
    assert.deepEqual(arrays.get('covariance'), ndArray(json.covariance));
    const alone = (await service.post(predictions(id), { test: test1, covariance: true })).json;
    assert.deepEqual([alone.variance, alone.covariance], [undefined, json.covariance]);
  });

  test('at the training points need no points', async () => {
    const plain = { architecture: MLP, train: { x: TRAIN, y: LABELS } };
    for (const body of [plain, ...OTHER_SOLVERS.map((solver) => ({ ...plain, solver })), FULL_GRID]) {
      const { id } = await fit(body);
      const { y: _, ...points } = body.train;
      const named = (await service.post(predictions(id), { test: 'train' })).json.mean;
      assert.deepEqual(named, (await service.post(predictions(id), { test: points })).json.mean);
    }
  });

  test('in the course of training: nothing at 0, the posterior mean in the end', async () => {
    const model = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS }, gradient_flow: true });
    assert.equal(model.gradient_flow, true);
    const { json } = await service.post(predictions(model.id), { test: 'train', times: [0, 3, 'infinity'] });
    const [start, middle, end] = json.mean_at_times;
    assert.ok(start.flat().every((value: number) => value === 0));
    assert.deepEqual(end, json.mean);
    const distance = (means: number[][]) => means.flat().reduce((sum, value, i) => sum + (value - LABELS.flat()[i]!) ** 2, 0);
    assert.ok(distance(end) < distance(middle) && distance(middle) < distance(start));
    const accepted = { accept: NPZ };
    const arrays = unzip((await service.post(predictions(model.id), { test: 'train', times: [3] }, accepted)).bytes);
    assert.deepEqual(arrays.get('mean_at_times')!.shape, [1, 12, 2]);
    const { status } = await service.post(predictions(model.id), { test: 'train', times: [3] }, { accept: NPY });
    assert.equal(status, 200);
  });

  test('ask for what the fit did not keep, or the solver does not have: refused, by name', async () => {
    const plain = await fit({ architecture: MLP, train: { x: TRAIN, y: LABELS } });
    const grid = await fit(FULL_GRID);
    for (const [id, json, path] of [
      [plain.id, { test: 'train', times: [1] }, '/times'],
      [grid.id, { test: 'train', times: [1] }, '/times'],
      [grid.id, { test: 'train', covariance: true }, '/covariance'],
      [plain.id, { test: 'train', times: [-1] }, '/times/0'],
      [plain.id, { test: 'train', times: [] }, '/times'],
    ] as const) {
      const { details } = await service.refuses(422, 'invalid_value', 'POST', predictions(id), { json });
      assert.equal(details.path, path);
    }
    const estimate = { operation: 'predictions', regression_id: plain.id, request: { test: 'train', times: [1] } };
    await service.refuses(422, 'invalid_value', 'POST', '/v1/estimates', { json: estimate });
    for (const [json, path] of [
      [{ ...FULL_GRID, gradient_flow: true }, '/gradient_flow'],
      ...OTHER_SOLVERS.flatMap((solver) => {
        const request = { architecture: MLP, train: { x: TRAIN, y: LABELS }, solver };
        return [
          [{ ...request, diagnostics: ['spectrum'] }, '/diagnostics'],
          [{ ...request, gradient_flow: true }, '/gradient_flow'],
        ] as const;
      }),
      [{ architecture: MLP, kernel: 'nngp', train: { x: TRAIN, y: LABELS }, gradient_flow: true }, '/gradient_flow'],
    ] as const) {
      const { details } = await service.refuses(422, 'invalid_value', 'POST', REGRESSIONS, { json });
      assert.equal(details.path, path);
    }
    await service.refuses(422, 'invalid_value', 'POST', predictions(plain.id), { json: { test: 'all' } });
    await service.refuses(400, 'contract_violation', 'POST', predictions(plain.id), { json: { test: {} } });
    await service.refuses(422, 'invalid_value', 'POST', predictions(plain.id), { json: { test: 'train', times: ['never'] } });
  });
});
