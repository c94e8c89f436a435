import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jobInState, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { npy, numbers } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

const service = await TestService.start(UNLIMITED);
const REGRESSIONS = '/v1/regressions';

const IMAGES = numbers(24, 4);
const PIXELS = Array.from({ length: 30 }, (_, k) => [Math.floor(k / 6), k % 6]);
const LABELS = numbers(720, 2, 3);
const architecture = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
  primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
  coordinate_features: { kind: 'fourier_limit', length_scale: 1.5 },
};
const train = { x: IMAGES, z: PIXELS, pairing: 'grid', y: LABELS };
const OBSERVED = IMAGES.map((_, i) => PIXELS.map((_, j) => ((i + j) % 3 === 0 ? 0 : 1)));

/** A fit on all points of a grid, and one on any points; both with a tolerance that means the same solution. */
const FITS = {
  full_grid: { architecture, train, ridge: { value: 0.01 }, solver: { kind: 'full_grid', tolerance: 1e-9 } },
  conjugate_gradients: {
    architecture,
    train: { ...train, x: IMAGES.slice(0, 6), y: LABELS.slice(0, 180) },
    ridge: { value: 0.01 },
    solver: { kind: 'conjugate_gradients', tolerance: 1e-9, preconditioner_rank: 10 },
  },
};
const TEST = { test: { x: numbers(2, 4, 5), z: PIXELS, pairing: 'grid' } };

async function fitted(body: object) {
  const { status, json } = await service.post(REGRESSIONS, body);
  assert.equal(status, 201, JSON.stringify(json));
  return json;
}

async function meanOf(id: string): Promise<number[]> {
  return (await service.post(`${REGRESSIONS}/${id}/predictions`, TEST)).json.mean.flat();
}

const farthest = (a: number[], b: number[]) => Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));

describe('a fit that starts from another', () => {
  for (const [solver, body] of Object.entries(FITS)) {
    const changes: Record<string, object> = {
      'a nearby ridge': { ridge: { value: 0.0099 } },
      'a few other labels': { train: { ...body.train, y: body.train.y.map(([a, b], k) => [k % 90 === 0 ? a! + 0.001 : a, b]) } },
      'a nearby kernel': {
        architecture: { ...architecture, coordinate_features: { kind: 'fourier_limit', length_scale: 1.5001 } },
      },
      'a tighter tolerance': { solver: { ...body.solver, tolerance: 1e-10 } },
    };
    for (const [what, change] of Object.entries(changes))
      test(`needs fewer iterations and is the same: ${solver}, ${what}`, async () => {
        const first = await fitted(body);
        const cold = await fitted({ ...body, ...change });
        const warm = await fitted({ ...body, ...change, start_from: first.id });
        const [few, many] = [warm.certificate.iterations, cold.certificate.iterations];
        assert.ok(few < many, `${few} iterations from there, ${many} from nothing`);
        assert.ok(warm.certificate.relative_residual <= 1e-9);
        const [from, anew] = [await meanOf(warm.id), await meanOf(cold.id)];
        assert.ok(farthest(from, anew) < 1e-6, `off by ${farthest(from, anew)}`);
      });

    test(`of an equal fit has nothing left to do, and leaves it as it is: ${solver}`, async () => {
      const first = await fitted(body);
      const before = await meanOf(first.id);
      const again = await fitted({ ...body, start_from: first.id });
      assert.equal(again.certificate.iterations, 0);
      assert.deepEqual(await meanOf(again.id), before);
      assert.deepEqual((await service.get(`${REGRESSIONS}/${first.id}`)).json, first);
      assert.equal((await service.delete(`${REGRESSIONS}/${first.id}`)).status, 204);
      assert.deepEqual(await meanOf(again.id), before);
    });
  }

  test('on some of the points is that fit, and has no weight elsewhere', async () => {
    const masked = { ...FITS.full_grid, train: { ...train, observed: OBSERVED } };
    const whole = await fitted(FITS.full_grid);
    const cold = await fitted(masked);
    const warm = await fitted({ ...masked, start_from: whole.id });
    assert.ok(farthest(await meanOf(warm.id), await meanOf(cold.id)) < 1e-6);
    assert.ok(warm.certificate.exact_residual < 1e-6);
    const back = await fitted({ ...masked, ridge: { value: 0.0099 }, start_from: cold.id });
    assert.ok(back.certificate.iterations < cold.certificate.iterations);
  });

  test('takes what auto takes', async () => {
    const more = { ...train, x: numbers(72, 4), y: numbers(72 * 30, 1) };
    const body = { architecture, train: more, solver: { kind: 'auto' } };
    const first = await fitted(body);
    assert.equal(first.solver, 'full_grid');
    assert.equal((await fitted({ ...body, start_from: first.id })).certificate.iterations, 0);
  });
});

describe('what a fit cannot start from is refused', () => {
  const refuses = async (status: number, code: string, body: object) =>
    (await service.refuses(status, code, 'POST', REGRESSIONS, { json: body })).details as Record<string, string>;

  test('a regression that is not there', async () => {
    for (const id of ['nothing', '6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11']) {
      const details = await refuses(404, 'regression_not_found', { ...FITS.full_grid, start_from: id });
      assert.deepEqual(details, { id, path: '/start_from' });
    }
    const empty = await refuses(422, 'invalid_value', { ...FITS.full_grid, start_from: '' });
    assert.equal(empty.path, '/start_from');
  });

  test('weights of another shape, before there is a job', async () => {
    const [grid, points] = [await fitted(FITS.full_grid), await fitted(FITS.conjugate_gradients)];
    const one = (y: number[][]) => y.map(([a]) => a!);
    const cases: [body: typeof FITS.full_grid, id: string, expected: string, received: string][] = [
      [{ ...FITS.full_grid, train: { ...train, y: one(LABELS) as never } }, grid.id, '[1, 24, 30]', '[2, 24, 30]'],
      [
        { ...FITS.full_grid, train: { ...train, x: IMAGES.slice(0, 12), y: LABELS.slice(0, 360) } },
        grid.id,
        '[2, 12, 30]',
        '[2, 24, 30]',
      ],
      [
        { ...FITS.full_grid, train: { ...train, z: PIXELS.slice(0, 15), y: LABELS.slice(0, 360) } },
        grid.id,
        '[2, 24, 15]',
        '[2, 24, 30]',
      ],
      [{ ...FITS.conjugate_gradients, train }, points.id, '[720, 2]', '[180, 2]'],
    ];
    for (const [body, id, expected, received] of cases) {
      const details = await refuses(422, 'shape_mismatch', { ...body, start_from: id });
      assert.equal(details.path, '/start_from');
      assert.ok(details.expected!.includes(expected) && details.received === received, JSON.stringify(details));
      const asynchronously = { headers: { prefer: 'respond-async' }, json: { ...body, start_from: id } };
      await service.refuses(422, 'shape_mismatch', 'POST', REGRESSIONS, asynchronously);
      const estimate = { json: { operation: 'regressions', request: { ...body, start_from: id } } };
      const problem = await service.refuses(422, 'shape_mismatch', 'POST', '/v1/estimates', estimate);
      assert.equal((problem.details as Record<string, string>).path, '/request/start_from');
    }
  });

  test('weights of as many points as there would be without a mask', async () => {
    const { train: few } = FITS.conjugate_gradients;
    const { id } = await fitted(FITS.conjugate_gradients);
    const body = { ...FITS.conjugate_gradients, train: { ...few, observed: OBSERVED.slice(0, 6) }, start_from: id };
    const { path, expected, received } = await refuses(422, 'shape_mismatch', body);
    assert.deepEqual([path, received], ['/start_from', '[180, 2]']);
    assert.match(expected!, /\[120, 2\]/);
  });

  test('regressions of other solvers, and fits that do not iterate', async () => {
    const ids = new Map<string, string>();
    const subsets = { kind: 'subsets', count: 2, size: 20 };
    for (const solver of [{ kind: 'cholesky' }, { kind: 'nystrom', rank: 20 }, subsets, FITS.conjugate_gradients.solver])
      ids.set(solver.kind, (await fitted({ ...FITS.conjugate_gradients, solver })).id);
    ids.set('full_grid', (await fitted(FITS.full_grid)).id);
    for (const [solver, id] of ids) {
      for (const [kind, body] of Object.entries(FITS)) {
        if (kind === solver) continue;
        const { path, expected, received } = await refuses(422, 'invalid_value', { ...body, start_from: id });
        assert.deepEqual(
          [path, expected, received],
          ['/start_from', `a regression fitted with ${kind}`, `one fitted with ${solver}`],
        );
      }
    }
    for (const solver of [{ kind: 'cholesky' }, { kind: 'nystrom', rank: 20 }, subsets]) {
      const { path, received } = await refuses(422, 'invalid_value', {
        ...FITS.conjugate_gradients,
        solver,
        start_from: ids.get(solver.kind),
      });
      assert.deepEqual([path, received], ['/start_from', `the solver ${solver.kind}`]);
    }
  });
});

test('a regression that is deleted while a fit from it waits is missed with its id', async () => {
  await uploadPoints(service);
  await service.put('/v1/arrays/labels', npy(numbers(270_000, 1)));
  const pixels = Array.from({ length: 900 }, (_, k) => [Math.floor(k / 30), k % 30]);
  const many = { x: numbers(300, 4), z: pixels, pairing: 'grid', y: { array_id: 'labels' } };
  const body = { architecture, train: many, solver: { kind: 'full_grid', tolerance: 0.1 } };
  const { id } = await fitted(body);
  const { json: estimate } = await service.post('/v1/estimates', {
    operation: 'regressions',
    request: { ...body, start_from: id },
  });
  assert.equal(estimate.lane, 'heavy', 'it has to wait for the long job');
  const long = await startJob(service, STEADY);
  await jobInState(service, long, 'running');
  const job = await startJob(service, { ...body, start_from: id }, REGRESSIONS);
  assert.equal((await service.delete(`${REGRESSIONS}/${id}`)).status, 204);
  await service.delete(`/v1/jobs/${long}`);
  const { error } = await jobInState(service, job, 'failed');
  assert.deepEqual([error.code, error.details], ['regression_not_found', { id, path: '/start_from' }]);
});
