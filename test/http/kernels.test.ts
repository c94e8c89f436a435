import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { HYPERNETWORK, MLP, ndArray, numbers, unzip, X, Z } from '../support/requests.ts';
import { eventually, NPY, NPZ, TestService } from '../support/service.ts';

const service = await TestService.start();
const KERNELS = '/v1/kernels';

const ACTIVATIONS = [
  ...['relu', 'abs', 'erf', 'gelu', 'sin', 'cos', 'identity', 'tanh'].map((name) => ({ name })),
  { name: 'relu', gain: 1 },
  { name: 'leaky_relu', negative_slope: 0.2 },
  { name: 'leaky_relu' },
  { name: 'rbf', gamma: 0.3 },
  { name: 'custom', expression: 'x * sigmoid(x)' },
  { name: 'custom', expression: 'max(x, 0)', breakpoints: [0], gain: Math.SQRT2 },
];

const close = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

test('the NTK of a linear network is depth times its NNGP, and that is x·x′/d', async () => {
  const architecture = { type: 'mlp', depth: 4, activation: { name: 'identity' } };
  const { json } = await service.post(KERNELS, { architecture, points: { x: X } });
  assert.deepEqual(Object.keys(json.kernels), ['nngp', 'ntk']);
  for (const [i, a] of X.entries())
    for (const [j, b] of X.entries()) {
      const product = (a[0]! * b[0]! + a[1]! * b[1]!) / 2;
      close(json.kernels.nngp[i][j], product);
      close(json.kernels.ntk[i][j], 4 * product);
    }
  assert.deepEqual([json.provenance.precision, typeof json.provenance.engine], ['float64', 'string']);
});

for (const activation of ACTIVATIONS)
  test(`${JSON.stringify(activation)} has a symmetric kernel whose columns are those of two point sets`, async () => {
    const architecture = { type: 'mlp', depth: 3, activation, weight_std: [1.1, 0.9, 1.2], bias_std: 0.1 };
    const whole = (await service.post(KERNELS, { architecture, points: { x: X } })).json.kernels;
    const part = (await service.post(KERNELS, { architecture, points: { x: X }, points2: { x: X.slice(1) } })).json.kernels;
    for (const output of ['nngp', 'ntk'])
      for (let i = 0; i < 3; i++) {
        assert.ok(whole[output][i][i] > 0);
        assert.equal(part[output][i].length, 2);
        for (let j = 1; j < 3; j++) {
          assert.equal(whole[output][i][j], whole[output][j][i]);
          close(part[output][i][j - 1], whole[output][i][j], 1e-8);
        }
      }
  });

test('max(x, 0) as a formula has the kernel of relu', async () => {
  const kernel = async (activation: object) =>
    (await service.post(KERNELS, { architecture: { ...MLP, activation }, points: { x: X } })).json.kernels.ntk;
  const formula = await kernel({ name: 'custom', expression: 'max(x, 0)', breakpoints: [0], gain: Math.SQRT2 });
  const relu = await kernel({ name: 'relu' });
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) close(formula[i][j], relu[i][j], 1e-9);
});

test('a hypernetwork has all outputs, its ntk is the product of the factors, and a grid is x-major', async () => {
  const outputs = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];
  const grid = { x: X.slice(0, 2), z: Z, pairing: 'grid' };
  const rows = { x: [X[0], X[0], X[0], X[1], X[1], X[1]], z: [...Z, ...Z], pairing: 'rows' };
  const { kernels } = (await service.post(KERNELS, { architecture: HYPERNETWORK, points: grid, outputs })).json;
  assert.deepEqual(Object.keys(kernels).sort(), outputs.toSorted());
  assert.deepEqual((await service.post(KERNELS, { architecture: HYPERNETWORK, points: rows, outputs })).json.kernels, kernels);
  const { pairing: _, ...defaulted } = rows;
  assert.deepEqual((await service.post(KERNELS, { architecture: HYPERNETWORK, points: defaulted, outputs })).json.kernels, kernels);
  for (let i = 0; i < 6; i++)
    for (let j = 0; j < 6; j++) close(kernels.ntk[i][j], kernels.ntk_hyper[i][j] * kernels.ntk_primary[i][j]);
  const hyper = (await service.post(KERNELS, { architecture: HYPERNETWORK.hyper, points: { x: X.slice(0, 2) } })).json.kernels;
  close(kernels.nngp_hyper[0][3], hyper.nngp[0][1]);
  close(kernels.ntk_hyper[0][5], hyper.ntk[0][1]);

  const cross = await service.post(KERNELS, {
    architecture: HYPERNETWORK,
    points: grid,
    points2: { x: [X[1]], z: [Z[2]] },
    outputs,
  });
  for (let i = 0; i < 6; i++) for (const output of outputs) close(cross.json.kernels[output][i][0], kernels[output][i][5]);
});

test('every kind of coordinate features is taken, and fourier depends on its seed alone', async () => {
  const kernel = async (coordinate_features: object) => {
    const architecture = { ...HYPERNETWORK, coordinate_features };
    return (await service.post(KERNELS, { architecture, points: { x: X, z: Z }, outputs: ['ntk'] })).json.kernels.ntk;
  };
  const fourier = { kind: 'fourier', length_scale: 1.5, features: 64 };
  assert.deepEqual(await kernel({ ...fourier, seed: 7 }), await kernel({ ...fourier, seed: 7 }));
  assert.notDeepEqual(await kernel({ ...fourier, seed: 7 }), await kernel({ ...fourier, seed: 8 }));
  assert.notDeepEqual(await kernel({ kind: 'none' }), await kernel({ kind: 'fourier_limit', length_scale: 1.5 }));
});

test('layers come as stacks whose last matrix is the kernel; npz names them', async () => {
  const body = { architecture: MLP, points: { x: X }, outputs: ['nngp', 'ntk'], layers: true };
  const { kernels, layers } = (await service.post(KERNELS, body)).json;
  for (const output of ['nngp', 'ntk']) {
    assert.equal(layers[output].length, 3);
    assert.deepEqual(layers[output][2], kernels[output]);
    assert.notDeepEqual(layers[output][1], kernels[output]);
  }
  const arrays = unzip((await service.post(KERNELS, body, { accept: NPZ })).bytes);
  assert.deepEqual([...arrays.keys()].sort(), ['nngp', 'nngp_layers', 'ntk', 'ntk_layers']);
  assert.deepEqual(arrays.get('ntk_layers'), { shape: [3, 3, 3], data: Float64Array.from(layers.ntk.flat(2)) });
});

test('JSON, npy and npz carry the same numbers, bit for bit', async () => {
  const body = { architecture: MLP, points: { x: numbers(40, 3) }, outputs: ['ntk'] };
  const json = await service.post(KERNELS, body, { accept: 'application/json' });
  const npy = await service.post(KERNELS, body, { accept: NPY });
  const npz = await service.post(KERNELS, body, { accept: `${NPZ};q=0.9, text/html;q=0.1` });
  assert.deepEqual(
    [json, npy, npz].map(({ headers }) => headers.get('content-type')),
    ['application/json; charset=utf-8', NPY, NPZ],
  );
  assert.match(npy.headers.get('content-disposition')!, /filename=".+\.npy"/);
  const expected = ndArray(json.json.kernels.ntk);
  assert.deepEqual(decodeNpy(npy.bytes), expected);
  assert.deepEqual(unzip(npz.bytes), new Map([['ntk', expected]]));
});

test('a large result streams in every form with the length it announces, and leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  const body = { architecture: MLP, points: { x: numbers(1500, 4) }, outputs: ['nngp'] };
  const npy = await service.post(KERNELS, body, { accept: NPY });
  const npz = await service.post(KERNELS, body, { accept: NPZ });
  const json = await service.post(KERNELS, body);
  for (const reply of [npy, npz]) assert.equal(Number(reply.headers.get('content-length')), reply.bytes.length);
  const expected = decodeNpy(npy.bytes);
  assert.deepEqual(expected.shape, [1500, 1500]);
  assert.ok(Buffer.from(expected.data.buffer).equals(Buffer.from(unzip(npz.bytes).get('nngp')!.data.buffer)));
  const fromJson = ndArray(json.json.kernels.nngp);
  assert.ok(Buffer.from(expected.data.buffer).equals(Buffer.from(fromJson.data.buffer)));
  await eventually(async () => (await service.jobFolders()).length === 0);
});
