import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { orthogonalised, pivotedFactor } from '../../../src/empirical/networks/factors.ts';
import { type KernelSample, type SampleRequest, sampleKernels } from '../../../src/empirical/sample-kernels.ts';
import { LocalNormals } from '../../../src/engine/local-normals.ts';
import type { KernelOutput } from '../../../src/kernels/architecture.ts';
import { hypernetwork, mlp, paired, RELU } from '../../reference/cases.ts';
import { plainMeans } from '../../support/tensors.ts';

const ERF = { name: 'erf' };
const X = [
  [0.3, 0.8],
  [-0.5, 1.1],
];
const Z = [
  [0.2, -1.1],
  [0.7, 0.4],
];
const OUTPUTS: KernelOutput[] = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];
const NETWORKS = 4000;
const means = { ...plainMeans, normals: new LocalNormals() };

const ARCHITECTURES = {
  'ReLU, no biases': hypernetwork({ ...mlp(3, RELU), width: 6 }, { ...mlp(3, RELU), width: 4 }),
  'erf, biases everywhere': hypernetwork(
    { ...mlp(2, ERF, { weightStd: 1.2, biasStd: 0.3 }), width: 5 },
    { ...mlp(2, ERF, { weightStd: 0.9, biasStd: 0.5 }), width: 3 },
  ),
  'as many images as units of f': hypernetwork({ ...mlp(2, RELU), width: 2 }, { ...mlp(2, RELU), width: 3 }),
};

describe('networks with conditioned weights have the law of drawn ones', () => {
  for (const [name, architecture] of Object.entries(ARCHITECTURES)) {
    for (const pairing of ['rows', 'grid'] as const) {
      test(`${name}, ${pairing}`, async () => {
        const request = { architecture, points: paired(X, Z, pairing), outputs: OUTPUTS, samples: NETWORKS };
        const drawn = await collect({ ...request, seed: 1 });
        const conditioned = await collect({ ...request, seed: 2, generatedWeights: 'conditioned' });
        let worst = 0;
        for (const output of OUTPUTS) {
          for (let entry = 0; entry < drawn[0]![output]!.length; entry++) {
            // Roots and logarithms make tails light enough for a few thousand networks.
            for (const value of [(k: number) => Math.tanh(k), (k: number) => Math.log(Math.abs(k) + 1e-3)]) {
              const score = difference(
                drawn.map((sample) => value(sample[output]![entry]!)),
                conditioned.map((sample) => value(sample[output]![entry]!)),
              );
              worst = Math.max(worst, score);
              assert.ok(score < 4.5, `${output} ${entry}: ${score} standard errors`);
            }
          }
        }
        assert.ok(worst > 0.5, 'the comparison sees noise');
      });
    }
  }

  test('a law that leaves out what images do not see is found out', async () => {
    const architecture = hypernetwork({ ...mlp(2, ERF), width: 20 }, { ...mlp(2, ERF), width: 3 });
    const request = { architecture, points: paired(X, Z, 'rows'), outputs: ['ntk'] as const, samples: NETWORKS };
    const drawn = await collect({ ...request, seed: 1 });
    const silent = {
      allocate: means.normals.allocate,
      fill: async (address: { stream: number }, first: number, out: Float32Array) =>
        address.stream === 2 ** 31 + 1 ? out.fill(0) : means.normals.fill({ seed: 2, network: 0, ...address }, first, out),
    };
    const wrong = await collect({ ...request, seed: 2, generatedWeights: 'conditioned' }, { ...means, normals: silent });
    const diagonal = (samples: KernelSample[]) => samples.map(({ ntk }) => Math.log(ntk![0]! + 1e-3));
    const score = difference(diagonal(drawn), diagonal(wrong));
    assert.ok(score > 8, `${score} standard errors`);
  });
});

describe('conditioned networks', () => {
  const narrow = hypernetwork({ ...mlp(2, RELU), width: 3 }, { ...mlp(2, RELU), width: 3 });
  const points = paired([...X, [1, 1]], [...Z, [0.1, 0.2]], 'rows');

  test('are the same in every batch', async () => {
    const request = { architecture: narrow, points, outputs: ['ntk'] as const, seed: 2, generatedWeights: 'conditioned' as const };
    const whole = await collect({ ...request, samples: 20 });
    for (const firstNetwork of [0, 7]) {
      const [alone] = await collect({ ...request, samples: 1, firstNetwork });
      for (const [k, value] of alone!.ntk!.entries()) {
        const other = whole[firstNetwork]!.ntk![k]!;
        assert.ok(Math.abs(value - other) <= 1e-5 * Math.max(...whole[firstNetwork]!.ntk!), `${value}, ${other}`);
      }
    }
  });

  test('keep the law of points with small gradients', async () => {
    const architecture = hypernetwork({ ...mlp(2, ERF), width: 20 }, mlp(1, ERF));
    const small = paired(
      X,
      [
        [1, 0],
        [0, 1e-4],
      ],
      'rows',
    );
    const request = { architecture, points: small, outputs: ['ntk'] as const, samples: NETWORKS };
    const [drawn, conditioned] = [
      await collect({ ...request, seed: 1 }),
      await collect({ ...request, seed: 2, generatedWeights: 'conditioned' }),
    ];
    const entries = (samples: KernelSample[]) => samples.map(({ ntk }) => ntk![3]! * 1e8);
    const score = difference(entries(drawn), entries(conditioned));
    assert.ok(score < 4.5, `${score} standard errors`);
  });
});

describe('factors', () => {
  test('rows are orthogonalised, repeated ones too', () => {
    const p = [1, 2, 2, 0, 2, 4, 4, 0, 0, 3, -1, 1];
    const { factor, basis, rank } = orthogonalised(p, 1, 3, 4);
    assert.equal(rank, 3, 'as many as rows, whatever the numbers are');
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 4; j++) {
        const value = [0, 1, 2].reduce((sum, k) => sum + factor[i * 3 + k]! * basis[k * 4 + j]!, 0);
        assert.ok(Math.abs(value - p[i * 4 + j]!) < 1e-12);
      }
    const product = [0, 1, 2, 3].reduce((sum, j) => sum + basis[j]! * basis[4 + j]!, 0);
    assert.ok(Math.abs(product) < 1e-14);
    assert.ok(basis.subarray(8).every((value) => value === 0));
  });

  test('singular matrices have factors of their rank', () => {
    const { factor, rank } = pivotedFactor([4, 2, 2, 1, 1, 0, 0, 9], 2, 2);
    assert.equal(rank, 2);
    const entry = (set: number, i: number, j: number) =>
      [0, 1].reduce((sum, k) => sum + factor[set * 4 + i * 2 + k]! * factor[set * 4 + j * 2 + k]!, 0);
    assert.deepEqual([entry(0, 0, 0), entry(0, 0, 1), entry(0, 1, 1)], [4, 2, 1]);
    assert.deepEqual([entry(1, 0, 0), entry(1, 0, 1), entry(1, 1, 1)], [1, 0, 9]);
  });
});

/** The difference of two means in its standard errors. */
function difference(a: number[], b: number[]): number {
  const [first, second] = [a, b].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return { mean, error: square / values.length };
  }) as [Moments, Moments];
  return Math.abs(first.mean - second.mean) / Math.sqrt(first.error + second.error);
}

interface Moments {
  mean: number;
  error: number;
}

async function collect(request: SampleRequest, using = means as typeof plainMeans): Promise<KernelSample[]> {
  const samples: KernelSample[] = [];
  const before = using.tensors.memory().numTensors;
  await sampleKernels(request, using, (sample) => samples.push(structuredClone(sample)));
  assert.equal(using.tensors.memory().numTensors, before, 'tensors were left behind');
  return samples;
}
