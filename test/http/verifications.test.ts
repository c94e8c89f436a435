import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HYPERNETWORK, MLP, X, Z } from '../support/requests.ts';
import { NPZ, TestService } from '../support/service.ts';

const VERIFICATIONS = '/v1/verifications';

const service = await TestService.start();
const SPEC = { architecture: MLP, points: { x: X }, widths: { width: [8, 16, 32] }, samples: 100 };

test('a right kernel passes', async () => {
  const { status, json } = await service.post(VERIFICATIONS, { ...SPEC, samples: 400 });
  assert.equal(status, 200, JSON.stringify(json));
  assert.equal(json.verdict, 'passed', json.explanation);
  assert.deepEqual(Object.keys(json.outputs), ['nngp', 'ntk']);
  assert.deepEqual(json.widths, [{ width: 8 }, { width: 16 }, { width: 32 }]);
  assert.ok(json.p_value >= 0.001 && json.resolution < 0.25);
  const { limit, analytic, worst, misfit } = json.outputs.ntk;
  assert.deepEqual([limit.length, misfit.length, worst.index.length], [3, 3, 2]);
  const kernels = await service.post('/v1/kernels', { architecture: MLP, points: { x: X }, outputs: ['ntk'] });
  assert.deepEqual(analytic, kernels.json.kernels.ntk);
  assert.equal(json.provenance.precision, 'float32');
});

test('of a hypernetwork, as a job and as npz', async () => {
  const body = { architecture: HYPERNETWORK, points: { x: X, z: Z }, widths: { primary: [4, 8] }, samples: 50, outputs: ['ntk'] };
  const { json: job, status } = await service.post(VERIFICATIONS, body, { prefer: 'respond-async' });
  assert.deepEqual([status, job.kind], [202, 'verification']);
  for (let state = job.state; state === 'queued' || state === 'running'; )
    state = (await service.get(`/v1/jobs/${job.id}`)).json.state;
  const { json } = await service.get(`/v1/jobs/${job.id}/result`);
  assert.deepEqual(json.widths, [
    { hyper_width: 32, primary_width: 4 },
    { hyper_width: 64, primary_width: 8 },
  ]);
  assert.equal(json.outputs.ntk.misfit, undefined);
  const npz = await service.get(`/v1/jobs/${job.id}/result`, { accept: NPZ });
  assert.equal(npz.status, 200);
});

test('an estimate counts all widths', async () => {
  const estimate = async (request: object) => (await service.post('/v1/estimates', { operation: 'verifications', request })).json;
  const [few, many] = [await estimate(SPEC), await estimate({ ...SPEC, samples: 100_000 })];
  assert.ok(few.fits && many.seconds > 10 * few.seconds);
});

describe('bad requests are refused, with where they are bad', () => {
  const BAD: [status: number, code: string, path: string, body: object][] = [
    [422, 'invalid_value', '/widths', { ...SPEC, widths: { primary: [8, 16] } }],
    [
      422,
      'invalid_value',
      '/widths/hyper',
      { architecture: HYPERNETWORK, points: { x: X, z: Z }, widths: { hyper: [8, 9], primary: [8, 16] } },
    ],
    [
      422,
      'shape_mismatch',
      '/widths/hyper',
      { architecture: HYPERNETWORK, points: { x: X, z: Z }, widths: { hyper: [8, 16, 32], primary: [8, 16] } },
    ],
    [422, 'invalid_value', '/widths/width', { ...SPEC, widths: { width: [8] } }],
    [422, 'invalid_value', '/samples', { ...SPEC, samples: 3 }],
    [422, 'invalid_value', '/significance', { ...SPEC, significance: 0 }],
    [422, 'invalid_value', '/resolution', { ...SPEC, resolution: 0 }],
    [422, 'invalid_value', '/points/z', { ...SPEC, points: { x: X, z: Z } }],
  ];
  for (const [status, code, path, json] of BAD)
    test(`${path}: ${code}`, async () => {
      const problem = await service.refuses(status, code, 'POST', VERIFICATIONS, { json });
      assert.equal(problem.details.path, path);
    });
});
