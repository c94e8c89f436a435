import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type HigherOrderRequest,
  type HigherOrderSample,
  higherOrderTerms,
} from '../../../src/empirical/higher-order/higher-order-terms.ts';
import { sampleKernels } from '../../../src/empirical/sample-kernels.ts';
import type { Architecture } from '../../../src/kernels/architecture.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../../reference/cases.ts';
import { derivatives, type MovedNetwork, movedHypernetwork, movedMlp } from '../../reference/moved-networks.ts';
import { plainMeans } from '../../support/tensors.ts';

const named = (name: string) => ({ name });
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
const SEED = 13;
const ORDER = 4;
/** Of the differences; small where a kink must not come into reach. */
const SMOOTH = 0.04;
const PIECEWISE = 0.008;

const MLPS = {
  'erf, biases and a weight std for each layer': {
    ...mlp(4, named('erf'), { weightStd: [1.6, 1.3, 0.8, 1.1], biasStd: 0.3 }),
    width: 7,
  },
  'tanh, three layers': { ...mlp(3, named('tanh'), { weightStd: 1.3 }), width: 9 },
  'ReLU, four layers': { ...mlp(4, RELU), width: 8 },
  'no hidden layer': mlp(1, RELU, { biasStd: 0.4 }),
};

const HYPERNETWORKS = {
  'erf 3 + erf 2': hypernetwork({ ...mlp(3, named('erf')), width: 9 }, { ...mlp(2, named('erf')), width: 6 }),
  'gelu 3 + sin 3, biases everywhere': hypernetwork(
    { ...mlp(3, named('gelu'), { weightStd: 1.2, biasStd: 0.3 }), width: 8 },
    { ...mlp(3, named('sin'), { weightStd: [1.2, 1.1, 0.9], biasStd: 0.5 }), width: 4 },
  ),
  'f of depth 1': hypernetwork(mlp(1, RELU, { biasStd: 0.3 }), { ...mlp(3, named('tanh'), { biasStd: 0.2 }), width: 5 }),
  'g of depth 1': hypernetwork({ ...mlp(3, named('cos')), width: 7 }, mlp(1, RELU, { biasStd: 0.2 })),
  'ReLU 3 + ReLU 4': hypernetwork({ ...mlp(3, RELU), width: 7 }, { ...mlp(4, RELU), width: 4 }),
};

const points = X.map((x, index) => ({ x, z: Z[index]! }));
const stepOf = (title: string) => (title.includes('ReLU') ? PIECEWISE : SMOOTH);

describe('terms of every order are the derivatives of float64 loops over the same weights', () => {
  for (const [title, architecture] of Object.entries(MLPS)) {
    test(`mlp: ${title}`, async () => {
      const samples = await collect({ architecture, points: { x: toMatrix(X) } });
      for (const [network, sample] of samples.entries()) {
        assertNear(sample, movedMlp(architecture, X, { seed: SEED, network }), stepOf(title));
      }
    });
  }
  for (const [title, architecture] of Object.entries(HYPERNETWORKS)) {
    test(`hypernetwork: ${title}`, async () => {
      for (const blockNumbers of [1, 2 ** 20]) {
        const samples = await collect({ architecture, points: paired(X, Z, 'rows') }, blockNumbers);
        for (const [network, sample] of samples.entries()) {
          assertNear(sample, movedHypernetwork(architecture, points, { seed: SEED, network }), stepOf(title));
        }
      }
    });
  }
});

describe('the first term is the tangent kernel', () => {
  const cases: [string, Architecture][] = [...Object.entries(MLPS), ...Object.entries(HYPERNETWORKS)];
  for (const [title, architecture] of cases) {
    test(title, async () => {
      const own = architecture.type === 'mlp' ? { x: toMatrix(X) } : paired(X, Z, 'rows');
      const terms = await collect({ architecture, points: own, order: 1 });
      const kernels: Float32Array[] = [];
      const request = { architecture, points: own, outputs: ['ntk'] as const, seed: SEED, samples: terms.length };
      await sampleKernels(request, plainMeans, ({ ntk }) => kernels.push(ntk!.slice()));
      for (const [network, [first]] of terms.entries()) near(first!, kernels[network]!, 1e-5, `network ${network}`);
    });
  }
});

test('another side, grids and other batches are the same terms', async () => {
  const architecture = HYPERNETWORKS['gelu 3 + sin 3, biases everywhere'];
  const whole = await collect({ architecture, points: paired(X.slice(0, 2), Z.slice(0, 2), 'grid'), samples: 3 });
  const part = await collect({
    architecture,
    points: paired(X.slice(0, 2), Z.slice(0, 2), 'grid'),
    points2: paired([X[1]!], [Z[0]!], 'rows'),
    samples: 1,
    firstNetwork: 2,
  });
  for (const [r, term] of part[0]!.entries()) {
    const column = [0, 1, 2, 3].map((i) => whole[2]![r]![4 * i + 2]!);
    near(term, column, 1e-5, `order ${r + 1}`);
  }
});

test('a network without hidden layers is linear, and ReLU networks are polynomials', async () => {
  const [linear] = await collect({ architecture: MLPS['no hidden layer'], points: { x: toMatrix(X) }, samples: 1 });
  assert.ok(linear!.slice(1).every((term) => term.every((value) => value === 0)));
  const [cubic] = await collect({ architecture: { ...mlp(3, RELU), width: 9 }, points: { x: toMatrix(X) }, samples: 1 });
  assert.ok(cubic![2]!.every((value) => value !== 0));
  assert.ok(cubic![3]!.every((value) => value === 0));
});

async function collect(
  request: Pick<HigherOrderRequest, 'architecture' | 'points'> & Partial<HigherOrderRequest>,
  blockNumbers?: number,
): Promise<HigherOrderSample[]> {
  const samples: HigherOrderSample[] = [];
  const before = plainMeans.tensors.memory().numTensors;
  const whole = { order: ORDER, seed: SEED, samples: 2, ...request };
  await higherOrderTerms(whole, { ...plainMeans, ...(blockNumbers && { blockNumbers }) }, (terms) => samples.push(terms));
  assert.equal(plainMeans.tensors.memory().numTensors, before, 'tensors were left behind');
  return samples;
}

function assertNear(terms: HigherOrderSample, network: MovedNetwork, step: number): void {
  assert.equal(terms.length, ORDER);
  const expected = X.flatMap((_, i) => X.map((_, j) => derivatives((t) => network(i, j, t), ORDER, step)));
  // Differences lose digits with every order.
  const tolerances = step === SMOOTH ? [5e-6, 1e-5, 1e-5, 3e-5] : [5e-6, 5e-6, 1e-5, 1e-3];
  for (const [r, term] of terms.entries()) {
    near(
      term,
      expected.map((row) => row[r]!),
      tolerances[r]!,
      `order ${r + 1}`,
    );
  }
}

/** Within `tolerance` of the largest entry. */
function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) {
    const error = Math.abs(actual[k]! - expected[k]!) / scale;
    assert.ok(error < tolerance, `${what}: entry ${k} is ${actual[k]}, not ${expected[k]}: ${error} of the largest`);
  }
}
