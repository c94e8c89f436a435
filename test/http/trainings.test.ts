import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NdArray } from '../../src/nd-array.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { npy, numbers } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';
import { membersOf } from '../support/zip.ts';

const service = await TestService.start({ tensors: 'cpu' });
const PATH = '/v1/trainings';
const relu = { name: 'relu' };
const MLP = { type: 'mlp', depth: 2, activation: relu, width: 8 };
const HYPERNETWORK = {
  type: 'hypernetwork',
  hyper: { ...MLP, bias_std: 0.1 },
  primary: { ...MLP, width: 4, bias_std: 0.2 },
  coordinate_features: { kind: 'fourier', length_scale: 1, features: 6, seed: 3 },
};
const EMBEDDING = { type: 'embedding', embedding: MLP, embedding_size: 3, primary: MLP };
const LINE = { x: numbers(6, 2), y: numbers(6, 2, 1) };
const GRID = { x: numbers(3, 2), z: numbers(4, 2, 1), pairing: 'grid', y: Array.from({ length: 12 }, (_, k) => k % 3) };
const CLASSES = { loss: { kind: 'cross_entropy', classes: 3 } };
const SGD = { kind: 'sgd', learning_rate: 0.1 };

const BODIES = {
  mlp: { architecture: MLP, train: LINE, optimizer: SGD, steps: 20, record_every: 10 },
  hypernetwork: { architecture: HYPERNETWORK, train: GRID, ...CLASSES, optimizer: { kind: 'adam' }, batch_size: 5, epochs: 3 },
  embedding: {
    architecture: EMBEDDING,
    train: GRID,
    ...CLASSES,
    optimizer: { kind: 'adadelta' },
    epochs: 4,
    parameterization: 'standard',
  },
};

const train = async (body: object) => {
  const reply = await service.post(PATH, body);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  assert.equal(reply.headers.get('location'), `${PATH}/${reply.json.id}`);
  return reply.json;
};
const refuses = (status: number, code: string, body: object, path = PATH) =>
  service.refuses(status, code, 'POST', path, { json: body });

describe('a network is trained, kept, exported and deleted', () => {
  for (const [name, body] of Object.entries(BODIES))
    test(name, async () => {
      const training = await train(body);
      const steps = { mlp: 20, hypernetwork: 9, embedding: 4 }[name]!;
      assert.deepEqual([training.steps, training.final.step, training.curve[0].step], [steps, steps, 0]);
      assert.equal(training.curve.length, { mlp: 3, hypernetwork: 4, embedding: 5 }[name]);
      assert.ok(training.final.train_loss < training.curve[0].train_loss, JSON.stringify(training.curve));
      assert.deepEqual([training.provenance.precision, training.provenance.seed], ['float32', 0]);
      assert.match(training.provenance.tensors, /^cpu/);
      assert.equal('train_accuracy' in training.final, name !== 'mlp');

      const path = `${PATH}/${training.id}`;
      assert.deepEqual((await service.get(path)).json, training);
      assert.deepEqual((await service.get(PATH)).json.trainings[0], training);

      const model = (await service.get(`${path}/export`, { accept: 'application/json' })).json;
      const file = await service.get(`${path}/export`, { accept: NPZ });
      const arrays = arraysOf(file.bytes);
      assert.deepEqual(Object.keys(arrays).sort(), Object.keys(model.arrays).sort());
      let count = 0;
      for (const [array, { shape, data }] of Object.entries(arrays)) {
        assert.deepEqual([...shape], model.arrays[array]);
        count += data.length;
      }
      assert.equal(count, training.parameters);

      const { y, ...points } = body.train as { y: number[] };
      const { json } = await service.post(`${path}/predictions`, { test: points });
      assert.equal(json.mean.length, training.points);
      assert.equal(json.mean[0].length, training.outputs);
      if (name !== 'mlp') {
        const right = json.probabilities.filter((row: number[], k: number) => row.indexOf(Math.max(...row)) === y[k]).length;
        assert.ok(Math.abs(right / y.length - training.final.train_accuracy) < 1e-6);
        for (const row of json.probabilities) assert.ok(Math.abs(row.reduce((a: number, b: number) => a + b) - 1) < 1e-9);
      } else {
        const squares = json.mean.flat().map((value: number, k: number) => 0.5 * (value - LINE.y.flat()[k]!) ** 2);
        const loss = squares.reduce((a: number, b: number) => a + b) / squares.length;
        assert.ok(Math.abs(loss - training.final.train_loss) < 1e-6);
        // As whoever has the export computes it.
        const own = forth(arrays, LINE.x).flat();
        for (const [k, value] of json.mean.flat().entries()) assert.ok(Math.abs(value - own[k]!) < 1e-5);
      }
      const bytes = (await service.request('POST', `${path}/predictions`, { json: { test: points }, headers: { accept: NPY } }))
        .bytes;
      assert.deepEqual(Buffer.from(bytes), Buffer.from(npy(json.mean)));

      assert.equal((await service.delete(path)).status, 204);
      await service.refuses(404, 'training_not_found', 'GET', path);
      await refuses(404, 'training_not_found', { test: points }, `${path}/predictions`);
    });

  test('a seed gives the same curve and weights again, another others', async () => {
    const trained = async (body: object) => {
      const { id, curve } = await train(body);
      return { curve, arrays: arraysOf((await service.get(`${PATH}/${id}/export`, { accept: NPZ })).bytes) };
    };
    const once = await trained(BODIES.hypernetwork);
    assert.deepEqual(await trained(BODIES.hypernetwork), once);
    const other = await trained({ ...BODIES.hypernetwork, seed: 1 });
    assert.notDeepEqual(other.curve, once.curve);
    assert.notDeepEqual(other.arrays, once.arrays);
  });

  test('training goes on from a trained network', async () => {
    const first = await train({ ...BODIES.mlp, steps: 10 });
    const second = await train({ ...BODIES.mlp, steps: 10, start_from: first.id });
    const whole = await train(BODIES.mlp);
    assert.deepEqual(second.curve[0].train_loss, first.final.train_loss);
    assert.deepEqual(second.final.train_loss, whole.final.train_loss);
  });

  test('with 0 steps it is the network as it starts, from which training goes on', async () => {
    const start = await train({ ...BODIES.mlp, steps: 0, record_every: undefined });
    assert.deepEqual(start.curve, [start.final]);
    const whole = await train(BODIES.mlp);
    assert.deepEqual(start.final, whole.curve[0]);
    const after = await train({ ...BODIES.mlp, start_from: start.id });
    assert.deepEqual(after.curve, whole.curve);
  });

  test('the curve has the loss on other points, too', async () => {
    const { final } = await train({ ...BODIES.hypernetwork, test: { ...GRID, x: numbers(2, 2, 5), y: [0, 1, 2, 0, 1, 2, 0, 1] } });
    assert.deepEqual(Object.keys(final).sort(), ['step', 'test_accuracy', 'test_loss', 'train_accuracy', 'train_loss']);
  });

  test('a key is answered with the network that came first', async () => {
    const headers = { 'idempotency-key': 'of-tuesday' };
    const ask = async () => (await service.post(PATH, BODIES.mlp, headers)).json.id;
    assert.equal(await ask(), await ask());
  });
});

describe('what makes no sense is refused', () => {
  const { hypernetwork, mlp } = BODIES;
  const cases: Record<string, [body: object, code: string, path: string]> = {
    'neither epochs nor steps': [{ ...mlp, steps: undefined }, 'invalid_value', '/steps'],
    'epochs and steps': [{ ...mlp, epochs: 2 }, 'invalid_value', '/steps'],
    'a network without widths': [{ ...mlp, architecture: { ...MLP, width: undefined } }, 'invalid_value', '/architecture/width'],
    'infinitely many features': [
      { ...hypernetwork, architecture: { ...HYPERNETWORK, coordinate_features: { kind: 'fourier_limit', length_scale: 1 } } },
      'invalid_value',
      '/architecture/coordinate_features',
    ],
    'an mlp with z': [{ ...mlp, train: { ...LINE, z: LINE.x } }, 'invalid_value', '/train/z'],
    'an embedding network without z': [{ ...mlp, architecture: EMBEDDING }, 'invalid_value', '/train/z'],
    'labels of other points': [{ ...mlp, train: { ...LINE, y: [1, 2] } }, 'shape_mismatch', '/train/y'],
    'classes in columns': [{ ...hypernetwork, train: { ...GRID, y: numbers(12, 2) } }, 'shape_mismatch', '/train/y'],
    'a class that there is not': [{ ...hypernetwork, train: { ...GRID, y: GRID.y.with(7, 3) } }, 'invalid_value', '/train/y'],
    'half a class': [{ ...hypernetwork, train: { ...GRID, y: GRID.y.with(7, 0.5) } }, 'invalid_value', '/train/y'],
    'test points of other columns': [{ ...mlp, test: { x: numbers(2, 3), y: numbers(2, 2) } }, 'shape_mismatch', '/test/x'],
    'test labels of other columns': [{ ...mlp, test: { x: numbers(2, 2), y: [1, 2] } }, 'shape_mismatch', '/test/y'],
    'a curve of too many points': [{ ...mlp, steps: 100_000, record_every: 1 }, 'invalid_value', '/record_every'],
    'numbers beyond float32': [{ ...mlp, train: { ...LINE, x: [[1e39, 0], ...LINE.x.slice(1)] } }, 'not_finite', '/train/x'],
  };
  for (const [name, [body, code, path]] of Object.entries(cases))
    test(name, async () => {
      const { details } = await refuses(422, code, body);
      assert.equal(details.path, path);
    });

  test('points of other columns than were trained on', async () => {
    const { id } = await train(mlp);
    const { details } = await refuses(422, 'shape_mismatch', { test: { x: [[1]] } }, `${PATH}/${id}/predictions`);
    assert.equal(details.path, '/test/x');
  });

  test('weights of a network of another architecture', async () => {
    const { id } = await train(mlp);
    for (const [changes, what] of [
      [{ architecture: { ...MLP, width: 9 } }, 'architecture'],
      [{ parameterization: 'standard' }, 'parameterization'],
      [{ train: { x: LINE.x, y: [1, 2, 3, 4, 5, 6] } }, 'sizes'],
    ] as const) {
      const problem = await refuses(422, 'invalid_value', { ...mlp, ...changes, start_from: id });
      assert.equal(problem.details.path, '/start_from');
      assert.match(problem.detail, new RegExp(`another ${what}`));
    }
    await refuses(404, 'training_not_found', { ...mlp, start_from: '00000000-0000-4000-8000-000000000000' });
  });

  test('a learning rate with which it diverges: the answer says when, and which would do', async () => {
    const { details, detail } = await refuses(422, 'training_diverged', {
      ...mlp,
      optimizer: { kind: 'sgd', learning_rate: 1e6 },
      steps: 200,
    });
    const stableBelow = details.stableBelow as number;
    assert.ok((details.step as number) > 1 && stableBelow > 0 && stableBelow < 1e6, JSON.stringify(details));
    assert.match(detail, /at step \d+ the loss left the range of float32 \(it was [\d.e+]+ before\), with learning_rate 1000000/);
    const { curve, final } = await train({ ...mlp, optimizer: { kind: 'sgd', learning_rate: 0.9 * stableBelow }, steps: 200 });
    assert.ok(final.train_loss < curve[0].train_loss);
  });
});

test('an estimate counts steps and numbers', async () => {
  const estimate = async (request: object) => (await service.post('/v1/estimates', { operation: 'trainings', request })).json;
  const [few, many] = [await estimate(BODIES.mlp), await estimate({ ...BODIES.mlp, steps: 2000, record_every: 1000 })];
  assert.ok(many.seconds > 20 * few.seconds, `${few.seconds} and ${many.seconds} seconds`);
  assert.deepEqual([few.lane, few.fits], ['heavy', true]);
  const wide = { ...BODIES.mlp, architecture: { ...MLP, depth: 3, width: 1_000_000 } };
  assert.equal((await estimate(wide)).fits, false);
  await refuses(413, 'too_large', wide);
  const problem = await service.refuses(422, 'invalid_value', 'POST', '/v1/estimates', {
    json: { operation: 'trainings', request: { ...BODIES.mlp, epochs: 1 } },
  });
  assert.equal(problem.details.path, '/request/steps');
});

/** The mlp of an export, as its formula says. */
function forth(arrays: Record<string, NdArray>, x: number[][]): number[][] {
  const layer = (rows: number[][], { shape: [inputs, units], data }: NdArray) =>
    rows.map((row) =>
      Array.from({ length: units! }, (_, unit) => {
        return row.reduce((sum, value, k) => sum + value * data[k * units! + unit]!, 0) / Math.sqrt(inputs!);
      }),
    );
  const hidden = layer(x, arrays['weights.1']!).map((row) => row.map((value) => Math.SQRT2 * Math.max(value, 0)));
  return layer(hidden, arrays['weights.2']!);
}

/** The arrays of an .npz file that has a JSON beside them. */
function arraysOf(file: Uint8Array): Record<string, NdArray> {
  const members = membersOf(file).filter(({ name }) => name.endsWith('.npy'));
  return Object.fromEntries(members.map(({ name, bytes }) => [name.replace(/\.npy$/, ''), decodeNpy(bytes)]));
}
