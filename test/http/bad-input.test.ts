import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64, HYPERNETWORK, MLP, npy, X, Z } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';

const service = await TestService.start();

const kernels = { architecture: MLP, points: { x: X } };
const hyperkernels = { architecture: HYPERNETWORK, points: { x: X, z: Z } };
const regression = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const images = {
  architecture: HYPERNETWORK,
  image_shape: [2, 2],
  train: { images: [[1, 0, 0.5, 0.5]] },
  test: { images: [[0.9, 0.1, 0, 0]] },
};
const { id } = (await service.post('/v1/regressions', regression)).json;
const PREDICT = `/v1/regressions/${id}/predictions`;
await service.put('/v1/arrays/three', npy(X));
await service.put(
  '/v1/arrays/nan',
  npy([
    [1, 2],
    [3, Number.NaN],
  ]),
);

/** A request that is refused: why, status and code, where it was sent, its body, and the field that is named. */
type Refusal = [why: string, status: number, code: string, path: string, body: object, field?: string];

const K = '/v1/kernels';
const R = '/v1/regressions';
const I = '/v1/image-completions';
const points = (x: unknown) => ({ ...kernels, points: { x } });
const mlp = (change: object) => ({ ...kernels, architecture: { ...MLP, ...change } });
const activation = (spec: object) => mlp({ activation: spec });
const train = (change: object) => ({ ...regression, train: { ...regression.train, ...change } });

const REFUSALS: Refusal[] = [
  ['a number in quotes', 400, 'contract_violation', K, mlp({ depth: '5' }), '/architecture/depth'],
  ['a boolean in quotes', 400, 'contract_violation', K, { ...kernels, layers: 'true' }, '/layers'],
  ['null for a number', 400, 'contract_violation', K, points([[null]]), '/points/x/0/0'],
  ['an element in quotes', 400, 'contract_violation', K, points([[1, '5']]), '/points/x/0/1'],
  ['a depth between two', 400, 'contract_violation', K, mlp({ depth: 2.5 }), '/architecture/depth'],
  ['an unknown field', 400, 'contract_violation', K, { ...kernels, extra: 1 }, '/extra'],
  ['an unknown field inside', 400, 'contract_violation', K, mlp({ witdh: 1 }), '/architecture/witdh'],
  ['a missing field', 400, 'contract_violation', K, { points: kernels.points }, '/architecture'],
  ['a missing tag', 400, 'contract_violation', K, { ...kernels, architecture: { depth: 3 } }, '/architecture/type'],
  ['arrays nested too deep', 400, 'contract_violation', K, points([[[1]]]), '/points/x/0/0'],
  ['a list for the architecture', 400, 'contract_violation', K, { ...kernels, architecture: [] }, '/architecture'],
  ['a name for the activation', 400, 'contract_violation', K, mlp({ activation: 'relu' }), '/architecture/activation'],
  ['a list for the body', 400, 'contract_violation', K, [kernels], ''],
  ['depth 0', 422, 'invalid_value', K, mlp({ depth: 0 }), '/architecture/depth'],
  ['an unknown activation', 422, 'invalid_value', K, activation({ name: 'swosh' }), '/architecture/activation/name'],
  [
    'an activation of its own that is no formula',
    422,
    'invalid_value',
    K,
    activation({ name: 'custom', expression: 'x +' }),
    '/architecture/activation/expression',
  ],
  [
    'a formula that would run code',
    422,
    'invalid_value',
    K,
    activation({ name: 'custom', expression: 'x.constructor("a")' }),
    '/architecture/activation/expression',
  ],
  ['a gain of 0', 422, 'invalid_value', K, activation({ name: 'relu', gain: 0 }), '/architecture/activation/gain'],
  ['an unknown type of network', 422, 'invalid_value', K, mlp({ type: 'cnn' }), '/architecture/type'],
  ['no output', 422, 'invalid_value', K, { ...kernels, outputs: [] }, '/outputs'],
  ['the same output twice', 422, 'invalid_value', K, { ...kernels, outputs: ['ntk', 'ntk'] }, '/outputs'],
  ['an unknown output', 422, 'invalid_value', K, { ...kernels, outputs: ['gp'] }, '/outputs/0'],
  ['weight_std of the wrong length', 422, 'shape_mismatch', K, mlp({ weight_std: [1, 2] }), '/architecture/weight_std'],
  ['a negative bias_std', 422, 'invalid_value', K, mlp({ bias_std: -1 }), '/architecture/bias_std'],
  ['z for an mlp', 422, 'invalid_value', K, { ...kernels, points: { x: X, z: Z } }, '/points/z'],
  ['no z for a hypernetwork', 422, 'invalid_value', K, { ...hyperkernels, points: { x: X } }, '/points/z'],
  ['no z in the second points', 422, 'invalid_value', K, { ...hyperkernels, points2: { x: X } }, '/points2/z'],
  ['outputs of a hypernetwork for an mlp', 422, 'invalid_value', K, { ...kernels, outputs: ['ntk_hyper'] }, '/outputs'],
  ['ragged rows', 422, 'ragged_array', K, points([[1, 2], [3]]), '/points/x'],
  ['a number among rows', 422, 'ragged_array', K, points([[1, 2], 3]), '/points/x'],
  ['a row among numbers', 422, 'ragged_array', K, points([1, [2]]), '/points/x'],
  ['zero rows', 422, 'shape_mismatch', K, points([]), '/points/x'],
  ['zero columns', 422, 'empty_array', K, points([[]]), '/points/x'],
  ['zero rows of an uploaded array', 422, 'empty_array', K, points({ array_id: 'three', rows: [1, 1] }), '/points/x'],
  ['one axis for points', 422, 'shape_mismatch', K, points([1, 2]), '/points/x'],
  ['other columns in points2', 422, 'shape_mismatch', K, { ...kernels, points2: { x: [[1]] } }, '/points2/x'],
  [
    'other columns in z of points2',
    422,
    'shape_mismatch',
    K,
    { ...hyperkernels, points2: { x: X, z: [[1], [2], [3]] } },
    '/points2/z',
  ],
  ['rows that do not pair', 422, 'shape_mismatch', K, { ...hyperkernels, points: { x: X, z: Z.slice(1) } }, '/points/z'],
  ['NaN in an uploaded array', 422, 'not_finite', K, points({ array_id: 'nan' }), '/points/x'],
  ['NaN in an inline file', 422, 'not_finite', K, points({ npy_base64: base64(npy([[Number.NaN]])) }), '/points/x'],
  ['text that is not base64', 422, 'malformed_npy', K, points({ npy_base64: '%%%%' }), '/points/x/npy_base64'],
  [
    'base64 of something else',
    422,
    'malformed_npy',
    K,
    points({ npy_base64: base64(Buffer.from('hello world')) }),
    '/points/x/npy_base64',
  ],
  [
    'base64 of half a file',
    422,
    'malformed_npy',
    K,
    points({ npy_base64: base64(npy(X).subarray(0, 130)) }),
    '/points/x/npy_base64',
  ],
  ['an array that is not there', 404, 'array_not_found', K, points({ array_id: 'nowhere' }), '/points/x/array_id'],
  ['an id with a path in it', 422, 'invalid_value', K, points({ array_id: '../../etc/passwd' }), '/points/x/array_id'],
  ['rows beyond the end', 422, 'shape_mismatch', K, points({ array_id: 'three', rows: [1, 4] }), '/points/x/rows'],
  ['rows that run backwards', 422, 'shape_mismatch', K, points({ array_id: 'three', rows: [2, 1] }), '/points/x/rows'],
  ['negative rows', 422, 'invalid_value', K, points({ array_id: 'three', rows: [-1, 2] }), '/points/x/rows/0'],
  ['kernels that overflow', 422, 'kernel_overflow', K, points([[1e200]])],
  ['labels whose squares overflow', 422, 'not_finite', R, train({ y: [1e308, 1, 2] }), '/train/y'],
  [
    'a truth whose square overflows',
    422,
    'not_finite',
    I,
    { ...images, test: { ...images.test, truth: [[1e200, 0, 0, 0]] } },
    '/test/truth',
  ],
  ['labels of another length', 422, 'shape_mismatch', R, train({ y: [1, 2] }), '/train/y'],
  ['labels without columns', 422, 'shape_mismatch', R, train({ y: [[], [], []] }), '/train/y'],
  ['training points with z for an mlp', 422, 'invalid_value', R, train({ z: Z }), '/train/z'],
  [
    'training points that do not pair',
    422,
    'shape_mismatch',
    R,
    { architecture: HYPERNETWORK, train: { x: X, z: Z.slice(1), y: [1, 2, 3] } },
    '/train/z',
  ],
  ['a negative ridge', 422, 'invalid_value', R, { ...regression, ridge: { value: -1 } }, '/ridge/value'],
  ['a jitter of 0', 422, 'invalid_value', R, { ...regression, jitter: [0] }, '/jitter/0'],
  ['an unknown solver', 422, 'invalid_value', R, { ...regression, solver: { kind: 'magic' } }, '/solver/kind'],
  ['test points with other columns', 422, 'shape_mismatch', PREDICT, { test: { x: [[1]] } }, '/test/x'],
  ['test points with z for an mlp', 422, 'invalid_value', PREDICT, { test: { x: X, z: Z } }, '/test/z'],
  ['a regression that is not there', 404, 'regression_not_found', '/v1/regressions/nowhere/predictions', { test: { x: X } }],
  ['training images of another size', 422, 'shape_mismatch', I, { ...images, train: { images: [[1, 2, 3]] } }, '/train/images'],
  ['test images of another size', 422, 'shape_mismatch', I, { ...images, test: { images: [[1, 2, 3]] } }, '/test/images'],
  [
    'truth for other images',
    422,
    'shape_mismatch',
    I,
    {
      ...images,
      test: {
        ...images.test,
        truth: [
          [1, 2, 3, 4],
          [1, 2, 3, 4],
        ],
      },
    },
    '/test/truth',
  ],
  ['truth of another size', 422, 'shape_mismatch', I, { ...images, test: { ...images.test, truth: [[1]] } }, '/test/truth'],
  ['a mask of another size', 422, 'shape_mismatch', I, { ...images, mask: [1, 0] }, '/mask'],
  ['a mask that shows nothing', 422, 'invalid_value', I, { ...images, mask: [0, 0, 0, 0] }, '/mask'],
  ['an unknown mask', 422, 'invalid_value', I, { ...images, mask: 'left_half' }, '/mask'],
  ['more pixels than there are', 422, 'invalid_value', I, { ...images, pixels_per_image: 5 }, '/pixels_per_image'],
  ['an mlp for images', 400, 'contract_violation', I, { ...images, architecture: MLP }, '/architecture/hyper'],
  ['a seed beyond the safe integers', 422, 'invalid_value', I, { ...images, seed: 2 ** 53 }, '/seed'],
];

for (const [why, status, code, path, json, field] of REFUSALS)
  test(`${why}: ${status} ${code}`, async () => {
    const { details } = await service.refuses(status, code, 'POST', path, { json });
    if (field !== undefined)
      assert.ok([details.path, ...(details.errors ?? []).map((error) => error.path)].includes(field), JSON.stringify(details));
  });

test('a matrix that is not positive definite is told with its pivot, ridge and the jitters tried', async () => {
  const json = { ...train({ x: [X[0], X[0], X[1]] }), ridge: { value: 0 } };
  const { details } = await service.refuses(422, 'not_positive_definite', 'POST', R, { json });
  assert.deepEqual([details.pivot, details.ridge, details.jittersTried], [1, 0, []]);
  assert.ok((details.pivotValue as number) <= 1e-12 && (details.smallestDiagonal as number) > 0);
});

test('a representation that cannot be made is refused before anything is computed', async () => {
  const refuses = (accept: string, body: object = kernels, path = K) =>
    service.refuses(406, 'not_acceptable', 'POST', path, { json: body, headers: { accept } });
  const { details } = await refuses('text/html');
  assert.deepEqual(details.available, ['application/json', NPY, NPZ]);
  await refuses('image/png');
  await refuses('*/*;q=0');
  await refuses(NPY, { ...kernels, outputs: ['nngp', 'ntk'] });
  await refuses(NPY, { ...kernels, outputs: ['ntk'], layers: true });
  await refuses(NPZ, regression, R);
  assert.equal((await service.get(R)).json.regressions.length, 1, 'the refused fit was not made');
});
