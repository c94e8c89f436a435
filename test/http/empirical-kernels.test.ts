import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobInState, runner, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { HYPERNETWORK, MLP, numbers, unzip } from '../support/requests.ts';
import { NPZ, TestService } from '../support/service.ts';

// JavaScript is there on every machine; test/empirical/backends has the others.
const service = await TestService.start({ tensors: 'cpu', jobAttempts: 1 });
const EMPIRICAL = '/v1/empirical-kernels';
const STUDIES = '/v1/convergence-studies';

const finite = {
  ...HYPERNETWORK,
  hyper: { ...HYPERNETWORK.hyper, width: [12, 10] },
  primary: { ...HYPERNETWORK.primary, width: 8 },
};
const points = { x: numbers(2, 3), z: numbers(3, 2, 4), pairing: 'grid' };
const request = { architecture: finite, points, outputs: ['ntk', 'nngp', 'ntk_hyper'], samples: 5, seed: 3 };

test('statistics of hypernetworks beside the analytic kernel, as JSON and as npz', async () => {
  const { status, json } = await service.post(EMPIRICAL, { ...request, keep_samples: true });
  assert.equal(status, 200, JSON.stringify(json));
  assert.deepEqual(Object.keys(json.kernels).sort(), [...request.outputs].sort());
  assert.deepEqual([json.provenance.precision, json.provenance.seed], ['float32', 3]);
  assert.match(json.provenance.tensors, /^cpu: /);
  const analytic = (await service.post('/v1/kernels', { architecture: finite, points, outputs: request.outputs })).json;
  for (const output of request.outputs) {
    assert.deepEqual(json.kernels[output].analytic, analytic.kernels[output]);
    assert.equal(json.samples[output].length, 5);
    for (const name of ['mean', 'variance', 'standard_error', 'z']) assert.equal(json.kernels[output][name].length, 6);
  }
  const npz = unzip((await service.post(EMPIRICAL, { ...request, keep_samples: true }, { accept: NPZ })).bytes);
  assert.deepEqual([...npz.get('ntk_mean')!.data], json.kernels.ntk.mean.flat());
  assert.deepEqual(npz.get('ntk_samples')!.shape, [5, 6, 6]);
});

test('a seed gives the same numbers again, and the same networks at other points', async () => {
  const [first, again] = [await service.post(EMPIRICAL, request), await service.post(EMPIRICAL, request)];
  assert.deepEqual(again.json.kernels, first.json.kernels);
  const one = { ...request, points: { ...points, x: points.x.slice(1) }, outputs: ['ntk_hyper'] };
  const part = (await service.post(EMPIRICAL, one)).json.kernels.ntk_hyper.mean;
  const whole = first.json.kernels.ntk_hyper.mean;
  assert.ok(Math.abs(part[0][0] / whole[3][3] - 1) < 1e-5);
});

test('a study has every combination of widths', async () => {
  const body = { architecture: HYPERNETWORK, points, widths: { hyper: [5, 20], primary: [4, 6, 8] }, samples: 3 };
  const { status, json } = await service.post(STUDIES, body);
  assert.equal(status, 200, JSON.stringify(json));
  const widths = json.studies.map((study: { hyper_width: number; primary_width: number }) => [
    study.hyper_width,
    study.primary_width,
  ]);
  assert.deepEqual(
    widths,
    [5, 20].flatMap((hyper) => [4, 6, 8].map((primary) => [hyper, primary])),
  );
  assert.ok(json.studies[0].kernels.ntk.relative_variance > 0);
  const single = await service.post(STUDIES, { architecture: MLP, points: { x: points.x }, widths: { width: [7] }, samples: 2 });
  assert.equal(single.json.studies[0].width, 7);
});

test('a job can be watched, and its result asked for', async () => {
  const accepted = await service.post(EMPIRICAL, { ...request, samples: 50 }, { prefer: 'respond-async' });
  assert.equal(accepted.status, 202);
  assert.equal(accepted.json.kind, 'empirical_kernels');
  const waited = await service.post(EMPIRICAL, { ...request, samples: 50 });
  await jobInState(service, accepted.json.id, 'succeeded');
  const { json } = await service.get(`/v1/jobs/${accepted.json.id}/result`);
  assert.deepEqual(json.kernels, waited.json.kernels);
});

test('what cannot be computed is refused before it begins', async () => {
  const wide = { ...finite, primary: { ...finite.primary, depth: 3, width: 10_000_000 } };
  const cases: [path: string, body: object, status: number, code: string, place?: string][] = [
    [EMPIRICAL, { ...request, samples: 0 }, 422, 'invalid_value', '/samples'],
    [EMPIRICAL, { ...request, samples: 1 }, 422, 'invalid_value', '/samples'],
    [EMPIRICAL, { ...request, backend: 'opencl' }, 422, 'invalid_value', '/backend'],
    [EMPIRICAL, { ...request, architecture: HYPERNETWORK }, 422, 'invalid_value', '/architecture/primary/width'],
    [
      EMPIRICAL,
      { ...request, architecture: { ...finite, hyper: { ...finite.hyper, width: [3] } } },
      422,
      'shape_mismatch',
      '/architecture/hyper/width',
    ],
    [EMPIRICAL, { ...request, architecture: wide }, 413, 'too_large'],
    [EMPIRICAL, { ...request, points: { x: points.x } }, 422, 'invalid_value', '/points/z'],
    [
      EMPIRICAL,
      { architecture: { ...MLP, width: 4 }, points: { x: points.x }, outputs: ['ntk_hyper'], samples: 2 },
      422,
      'invalid_value',
    ],
    [STUDIES, { architecture: HYPERNETWORK, points, widths: { width: [3] }, samples: 2 }, 422, 'invalid_value', '/widths'],
    [STUDIES, { architecture: wide, points, widths: { hyper: [3], primary: [10_000_000] }, samples: 2 }, 413, 'too_large'],
  ];
  for (const [path, body, expected, code, place] of cases) {
    const { status, json } = await service.post(path, body);
    assert.deepEqual([status, json.code], [expected, code], JSON.stringify(json));
    if (place !== undefined) assert.equal(json.details.path, place);
  }
  for (const [operation, body] of [
    ['empirical-kernels', request],
    ['convergence-studies', { architecture: MLP, points: { x: points.x }, widths: { width: [7] }, samples: 2 }],
  ] as const) {
    const { status, json } = await service.post('/v1/estimates', { operation, request: body });
    assert.equal(status, 200, JSON.stringify(json));
    assert.ok(json.fits && json.seconds > 0);
  }
});

test('a runner that dies with a job fails that job alone', async () => {
  const accepted = await service.post(EMPIRICAL, { ...request, samples: 1_000_000 }, { prefer: 'respond-async' });
  const { id } = accepted.json;
  await jobInState(service, id, 'running');
  process.kill((await runner(service, 'heavy')).pid, 'SIGKILL');
  const failed = await jobInState(service, id, 'failed');
  assert.equal(failed.error.code, 'runner_died');
  assert.equal((await service.post(EMPIRICAL, request)).status, 200);
});

test('memory that is used up fails its job, and another runner takes the place of the one that met it', async () => {
  const unlimited = await TestService.start({ tensors: 'cpu', ...UNLIMITED });
  await uploadPoints(unlimited);
  const small = { architecture: { ...MLP, width: 3 }, points: { x: [[1], [2]] }, samples: 2 };
  assert.equal((await unlimited.post(EMPIRICAL, small)).status, 200);
  const before = await runner(unlimited, 'heavy');
  const { status, json } = await unlimited.post(EMPIRICAL, { ...small, points: { x: { array_id: 'points' } } });
  assert.deepEqual([status, json.code], [413, 'out_of_memory'], JSON.stringify(json));
  assert.equal((await unlimited.post(EMPIRICAL, small)).status, 200);
  assert.notEqual((await runner(unlimited, 'heavy')).pid, before.pid);
  const wide = { ...small, architecture: { ...MLP, width: 30_000 }, backend: 'wasm' };
  const refused = await unlimited.post(EMPIRICAL, wide);
  assert.deepEqual([refused.status, refused.json.code], [413, 'out_of_memory']);
  assert.match(refused.json.detail, /MiB of WebAssembly.* which has 4096/);
});
