import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HYPERNETWORK, MLP, npy, numbers, X, Z } from '../support/requests.ts';
import { NPY, TestService } from '../support/service.ts';

const MIB = 2 ** 20;
const ESTIMATES = '/v1/estimates';

const service = await TestService.start();
/** Room for some thousand points. */
const small = await TestService.start({ threads: 2, memoryBytes: 640 * MIB });
const regression = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const { id } = (await service.post('/v1/regressions', regression)).json;

const images = {
  architecture: HYPERNETWORK,
  image_shape: [2, 2],
  train: { images: numbers(3, 4) },
  test: { images: numbers(2, 4) },
};
/** A body of /v1/estimates for every operation, and where the operation itself is. */
const OPERATIONS: [path: string, body: { operation: string; request: object; regression_id?: string }][] = [
  ['/v1/kernels', { operation: 'kernels', request: { architecture: MLP, points: { x: X } } }],
  ['/v1/kernels', { operation: 'kernels', request: { architecture: HYPERNETWORK, points: { x: X, z: Z, pairing: 'grid' } } }],
  ['/v1/regressions', { operation: 'regressions', request: regression }],
  [
    `/v1/regressions/${id}/predictions`,
    { operation: 'predictions', regression_id: id, request: { test: { x: X }, variance: true } },
  ],
  ['/v1/image-completions', { operation: 'image-completions', request: images }],
];

for (const [path, body] of OPERATIONS)
  test(`${body.operation} (${path}): the estimate of what is small fits and is quick`, async () => {
    const { status, json } = await service.post(ESTIMATES, body);
    assert.equal(status, 200, JSON.stringify(json));
    assert.deepEqual([json.fits, json.lane, json.largest], [true, 'quick', undefined]);
    assert.equal(json.memory_limit_bytes, service.config.memoryBytes);
    const { input_bytes, output_bytes, working_bytes, kernel_seconds, solve_seconds } = json.breakdown;
    assert.equal(input_bytes + output_bytes + working_bytes, json.memory_bytes);
    assert.equal(kernel_seconds + solve_seconds, json.seconds);
    assert.ok((await service.post(path, body.request)).status < 300, 'the operation itself');
  });

test('nothing is computed or kept', async () => {
  const before = (await service.get('/v1/regressions')).json.regressions.length;
  await service.post(ESTIMATES, { operation: 'regressions', request: regression });
  assert.equal((await service.get('/v1/regressions')).json.regressions.length, before);
});

test('the limit is shown', async () => {
  assert.equal((await small.get('/v1/system')).json.limits.compute_memory_bytes, 640 * MIB);
});

describe('bad input is refused as the operation refuses it, with where it stands', () => {
  const kernels = { architecture: MLP, points: { x: X } };
  const BAD: [why: string, path: string, operation: string, request: object][] = [
    ['a number in quotes', '/v1/kernels', 'kernels', { ...kernels, architecture: { ...MLP, depth: '3' } }],
    ['an unknown field', '/v1/kernels', 'kernels', { ...kernels, extra: 1 }],
    ['ragged rows', '/v1/kernels', 'kernels', { ...kernels, points: { x: [[1, 2], [3]] } }],
    ['an array that is not there', '/v1/kernels', 'kernels', { ...kernels, points: { x: { array_id: 'nowhere' } } }],
    ['z for an mlp', '/v1/kernels', 'kernels', { ...kernels, points: { x: X, z: Z } }],
    ['other columns in points2', '/v1/kernels', 'kernels', { ...kernels, points2: { x: [[1]] } }],
    ['outputs of a hypernetwork', '/v1/kernels', 'kernels', { ...kernels, outputs: ['ntk_hyper'] }],
    ['one axis', '/v1/kernels', 'kernels', { ...kernels, points: { x: [1, 2] } }],
    ['a wrong weight_std', '/v1/kernels', 'kernels', { ...kernels, architecture: { ...MLP, weight_std: [1, 2] } }],
    ['labels of another length', '/v1/regressions', 'regressions', { ...regression, train: { x: X, y: [1, 2] } }],
    ['other columns in test', `/v1/regressions/${id}/predictions`, 'predictions', { test: { x: [[1]] } }],
    ['images of another shape', '/v1/image-completions', 'image-completions', { ...images, image_shape: [3, 3] }],
    ['a mask that hides all', '/v1/image-completions', 'image-completions', { ...images, mask: [0, 0, 0, 0] }],
    ['too many pixels', '/v1/image-completions', 'image-completions', { ...images, pixels_per_image: 5 }],
  ];
  for (const [why, path, operation, request] of BAD)
    test(why, async () => {
      const own = (await service.post(path, request)).json;
      const body = { operation, request, ...(operation === 'predictions' && { regression_id: id }) };
      const problem = await service.refuses(own.status, own.code, 'POST', ESTIMATES, { json: body });
      const where = ({ details }: typeof problem) => details.path ?? details.errors?.[0]?.path;
      if (where(own) !== undefined) assert.equal(where(problem), `/request${where(own)}`);
    });

  test('an operation that there is not, a body without one, and a regression that there is not', async () => {
    const { request } = OPERATIONS[0]![1];
    await service.refuses(422, 'invalid_value', 'POST', ESTIMATES, { json: { operation: 'dreams', request } });
    await service.refuses(400, 'contract_violation', 'POST', ESTIMATES, { json: { request } });
    const json = { ...OPERATIONS[3]![1], regression_id: '6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11' };
    await service.refuses(404, 'regression_not_found', 'POST', ESTIMATES, { json });
  });
});

describe('what would not fit is refused with 413 and a size that does', () => {
  const COUNT = 20_000;
  const points = (rows: number) => ({ array_id: 'points', rows: [0, rows] });
  const pictures = (rows: number) => ({ array_id: 'pictures', rows: [0, rows] });
  /** Each by its number of points, and how many are asked for. */
  const CASES: [string, string, string, number, (rows: number) => object][] = [
    ['kernels', '/v1/kernels', 'kernels', COUNT, (rows) => ({ architecture: MLP, points: { x: points(rows) }, outputs: ['nngp'] })],
    [
      'a fit',
      '/v1/regressions',
      'regressions',
      COUNT,
      (rows) => ({ architecture: MLP, train: { x: points(rows), y: { array_id: 'labels', rows: [0, rows] } } }),
    ],
    [
      'an image completion',
      '/v1/image-completions',
      'image-completions',
      4000,
      (rows) => ({
        architecture: HYPERNETWORK,
        image_shape: [6, 6],
        train: { images: pictures(rows) },
        test: { images: pictures(1) },
        ridge: { value: 1 },
      }),
    ],
  ];

  test('arrays', async () => {
    for (const [name, rows, columns] of [
      ['points', COUNT, 2],
      ['labels', COUNT, 1],
      ['pictures', 4000, 36],
    ] as const) {
      const reply = await small.put(`/v1/arrays/${name}`, npy(numbers(rows, columns)), { 'content-type': NPY });
      assert.equal(reply.status, 201);
    }
  });

  for (const [name, path, operation, count, make] of CASES)
    test(name, async () => {
      const { json: found } = await small.post(ESTIMATES, { operation, request: make(count) });
      assert.deepEqual([found.fits, found.lane], [false, 'heavy']);
      const problem = await small.refuses(413, 'too_large', 'POST', path, { json: make(count) });
      const { memoryBytes, limitBytes, largest } = problem.details as Record<string, number>;
      assert.deepEqual([memoryBytes, limitBytes, largest], [found.memory_bytes, 640 * MIB, found.largest]);
      assert.ok(largest! > 0 && largest! < count, String(largest));
      assert.match(problem.detail, new RegExp(`at most ${largest} .*HYPERTANGENT_MEMORY_BYTES`));
      assert.equal((await small.post(ESTIMATES, { operation, request: make(largest!) })).json.fits, true);
      assert.equal((await small.post(ESTIMATES, { operation, request: make(largest! + 1) })).json.fits, false);
      const reply = await small.post(path, make(largest!), { accept: operation === 'kernels' ? NPY : 'application/json' });
      assert.ok(reply.status < 300, JSON.stringify(reply.json));
    });

  test('the refused were never jobs', async () => {
    const { json } = await small.get('/v1/system');
    assert.deepEqual(json.queue, { waiting: 0, running: 0 });
  });
});
