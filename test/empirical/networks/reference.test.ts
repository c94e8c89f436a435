import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NetworkMeans } from '../../../src/empirical/network-means.ts';
import { type KernelSample, type SampleRequest, sampleKernels } from '../../../src/empirical/sample-kernels.ts';
import type { KernelOutput } from '../../../src/kernels/architecture.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../../reference/cases.ts';
import { hypernetworkReference, mlpReference, type ReferenceKernels } from '../../reference/same-networks.ts';
import { plainMeans } from '../../support/tensors.ts';

const ERF = { name: 'erf' };
const X = [
  [0.3, 0.8, -0.2],
  [-0.5, 1.1, 0.4],
  [0.9, -0.1, 0.7],
];
const Z = [
  [0.2, -1.1],
  [0.7, 0.4],
  [-0.6, 0.5],
];
const SEED = 7;
const ALL: KernelOutput[] = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];

const BLOCKS = {
  'an input at a time': { blockNumbers: 1 },
  'in blocks that do not divide the layers': { blockNumbers: 250 },
  'all at once': {},
};

const MLPS = {
  'three hidden layers, ReLU': { ...mlp(4, RELU), width: 17 },
  'biases and a weight std for each layer, erf': { ...mlp(3, ERF, { weightStd: [1.6, 1.3, 0.8], biasStd: 0.3 }), width: 12 },
  'no hidden layer': mlp(1, RELU, { biasStd: 0.4 }),
  'one unit': { ...mlp(3, { name: 'gelu' }), width: 1 },
};

const HYPERNETWORKS = {
  '3 + 3, ReLU': hypernetwork({ ...mlp(3, RELU), width: 9 }, { ...mlp(3, RELU), width: 6 }),
  '2 + 4, biases everywhere': hypernetwork(
    { ...mlp(2, ERF, { weightStd: 1.2, biasStd: 0.3 }), width: 8 },
    { ...mlp(4, ERF, { weightStd: [1.2, 1.1, 0.9, 1.3], biasStd: 0.5 }), width: 5 },
  ),
  'f of depth 1': hypernetwork(mlp(1, RELU, { biasStd: 0.3 }), { ...mlp(3, RELU, { biasStd: 0.2 }), width: 5 }),
  'g of depth 1': hypernetwork({ ...mlp(3, RELU), width: 7 }, mlp(1, RELU, { biasStd: 0.2 })),
};

describe('kernels of finite networks are those of float64 loops over the same weights', () => {
  for (const [name, architecture] of Object.entries(MLPS)) {
    test(`mlp: ${name}`, async () => {
      const request = { architecture, points: { x: toMatrix(X) }, outputs: ['nngp', 'ntk'] as const, seed: SEED, samples: 3 };
      const samples = await collect(request);
      for (const [network, sample] of samples.entries()) {
        assertNear(sample, mlpReference(architecture, X, { seed: SEED, network }), X.length);
      }
    });
  }

  for (const [name, architecture] of Object.entries(HYPERNETWORKS)) {
    for (const [way, room] of Object.entries(BLOCKS)) {
      test(`hypernetwork: ${name}, generated weights ${way}`, async () => {
        const request = { architecture, points: paired(X, Z, 'rows'), outputs: ALL, seed: SEED, samples: 2 };
        const samples = await collect(request, room);
        const points = X.map((x, index) => ({ x, z: Z[index]! }));
        for (const [network, sample] of samples.entries()) {
          assertNear(sample, hypernetworkReference(architecture, points, { seed: SEED, network }), points.length);
        }
      });
    }
  }

  test('grids, repeated images and another side are the same points', async () => {
    const architecture = HYPERNETWORKS['3 + 3, ReLU'];
    const grid = paired(X.slice(0, 2), Z, 'grid');
    const others = paired([X[2]!, X[0]!, X[0]!], [Z[0]!, Z[0]!, Z[2]!], 'rows');
    const points = [
      ...X.slice(0, 2).flatMap((x) => Z.map((z) => ({ x, z }))),
      ...[2, 0, 0].map((x, k) => ({ x: X[x]!, z: Z[[0, 0, 2][k]!]! })),
    ];
    const whole = hypernetworkReference(architecture, points, { seed: SEED, network: 0 });
    const [sample] = await collect({ architecture, points: grid, points2: others, outputs: ALL, seed: SEED, samples: 1 });
    const block = Object.fromEntries(
      Object.entries(whole).map(([output, rows]) => [output, rows.slice(0, 6).map((row) => row.slice(6))]),
    );
    assertNear(sample!, block, 3);
    const [symmetric] = await collect({ architecture, points: grid, outputs: ALL, seed: SEED, samples: 1 });
    const corner = Object.fromEntries(
      Object.entries(whole).map(([output, rows]) => [output, rows.slice(0, 6).map((row) => row.slice(0, 6))]),
    );
    assertNear(symmetric!, corner, 6);
  });
});

describe('a seed gives the same networks', () => {
  test('whatever the batches', async () => {
    const architecture = HYPERNETWORKS['3 + 3, ReLU'];
    const request = { architecture, points: paired(X, Z, 'rows'), outputs: ALL, seed: SEED, samples: 4 };
    const whole = await collect(request);
    const parts = [...(await collect({ ...request, samples: 1 })), ...(await collect({ ...request, firstNetwork: 1, samples: 3 }))];
    assert.deepEqual(parts, whole);
    const other = await collect({ ...request, seed: 8 });
    assert.notDeepEqual(other[0], whole[0]);
    assert.notDeepEqual(whole[0], whole[1]);
  });
});

async function collect(request: SampleRequest, room: Partial<NetworkMeans> = {}): Promise<KernelSample[]> {
  const samples: KernelSample[] = [];
  const before = plainMeans.tensors.memory().numTensors;
  await sampleKernels(request, { ...plainMeans, ...room }, (sample) => samples.push(structuredClone(sample)));
  assert.equal(plainMeans.tensors.memory().numTensors, before, 'tensors were left behind');
  return samples;
}

function assertNear(sample: KernelSample, reference: ReferenceKernels, columns: number): void {
  assert.ok(Object.keys(sample).length > 0);
  for (const [output, values] of Object.entries(sample)) {
    const expected = reference[output]!;
    const scale = Math.max(...expected.flat().map(Math.abs));
    assert.equal(values.length, expected.length * columns, output);
    for (const [index, value] of values.entries()) {
      const [i, j] = [Math.floor(index / columns), index % columns];
      const error = Math.abs(value - expected[i]![j]!) / scale;
      assert.ok(error < 3e-6, `${output}[${i}, ${j}] is ${value}, not ${expected[i]![j]}: ${error} of the largest entry`);
    }
  }
}
