import assert from 'node:assert/strict';
import { HYPERNETWORK, MLP, numbers } from './requests.ts';
import { NPZ, type RequestOptions, type TestService } from './service.ts';
import { membersOf } from './zip.ts';

export const REGRESSIONS = '/v1/regressions';
export const IMPORT = `${REGRESSIONS}/import`;

export const mlpTrain = { x: numbers(12, 3), y: numbers(12, 2, 2) };
const gridTrain = { x: numbers(4, 3), z: numbers(3, 2, 4), pairing: 'grid', y: numbers(12, 2, 2) };
const rowsTrain = { x: numbers(12, 3), z: numbers(12, 2, 4), y: numbers(12, 2, 2) };
export const mlpTest = { test: { x: numbers(5, 3, 1) } };
const gridTest = { test: { x: numbers(2, 3, 1), z: gridTrain.z, pairing: 'grid' } };
const rowsTest = { test: { x: numbers(5, 3, 1), z: numbers(5, 2, 7) } };
const fourier = { ...HYPERNETWORK, coordinate_features: { kind: 'fourier', length_scale: 0.7, features: 32, seed: 5 } };
const custom = {
  ...MLP,
  activation: { name: 'custom', expression: 'x*sigmoid(x)', gain: 1.3 },
  weight_std: [1, 1.1, 0.9],
  bias_std: 0.2,
};
const everything = {
  gradient_flow: true,
  diagnostics: ['leave_one_out', 'effective_degrees_of_freedom', 'condition_estimate', 'spectrum'],
};

/** A fit for every solver and kind of points, and what is predicted with it. */
export const MODELS: Record<string, { fit: object; predictions: object[] }> = {
  cholesky: {
    fit: { architecture: MLP, train: mlpTrain, ...everything },
    predictions: [{ ...mlpTest, variance: true, covariance: true }, { ...mlpTest, times: [0, 0.5, 'infinity'] }, { test: 'train' }],
  },
  'cholesky with a formula': { fit: { architecture: custom, kernel: 'nngp', train: mlpTrain }, predictions: [mlpTest] },
  'cholesky on a grid': {
    fit: { architecture: fourier, train: gridTrain },
    predictions: [{ ...gridTest, variance: true }, rowsTest],
  },
  full_grid: {
    fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'full_grid' } },
    predictions: [gridTest, rowsTest, { test: 'train' }],
  },
  conjugate_gradients: {
    fit: { architecture: HYPERNETWORK, train: rowsTrain, solver: { kind: 'conjugate_gradients' } },
    predictions: [rowsTest],
  },
  nystrom: { fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'nystrom', rank: 5 } }, predictions: [gridTest] },
  'nystrom on an mlp': {
    fit: { architecture: MLP, train: mlpTrain, solver: { kind: 'nystrom', rank: 5 } },
    predictions: [mlpTest],
  },
  subsets: {
    fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'subsets', count: 3, size: 4 } },
    predictions: [gridTest],
  },
};

/** An import's body. */
export const file = (body: Uint8Array): RequestOptions => ({ body, headers: { 'content-type': NPZ } });

/** What tests do with models. */
export function modelsOf(service: TestService) {
  const created = async (body: object) => {
    const reply = await service.post(REGRESSIONS, body);
    assert.equal(reply.status, 201, JSON.stringify(reply.json));
    return reply.json;
  };
  const exported = async (id: string) => {
    const reply = await service.get(`${REGRESSIONS}/${id}/export`);
    assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, NPZ]);
    assert.equal(Number(reply.headers.get('content-length')), reply.bytes.length);
    return reply.bytes;
  };
  const imported = async (body: Uint8Array) => {
    const reply = await service.request('POST', IMPORT, file(body));
    assert.equal(reply.status, 201, JSON.stringify(reply.json));
    assert.equal(reply.headers.get('location'), `${REGRESSIONS}/${reply.json.id}`);
    return reply.json;
  };
  /** Every array of the predictions, byte for byte. */
  const predicted = async (id: string, bodies: object[]) => {
    const found: Map<string, Buffer>[] = [];
    for (const body of bodies) {
      const reply = await service.post(`${REGRESSIONS}/${id}/predictions`, body, { accept: NPZ });
      assert.equal(reply.status, 200, JSON.stringify(reply.json));
      found.push(new Map(membersOf(reply.bytes).map(({ name, bytes }) => [name, Buffer.from(bytes)])));
    }
    return found;
  };
  return { created, exported, imported, predicted };
}
