import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-core';
// For the gradients of its operations, which the core leaves out.
import '@tensorflow/tfjs';
import { type KernelSample, sampleKernels } from '../../../src/empirical/sample-kernels.ts';
import { hypernetwork, mlp, paired, toMatrix } from '../../reference/cases.ts';
import { plainNormals } from '../../support/plain-normals.ts';
import { plainMeans } from '../../support/tensors.ts';

/** tanh networks written out in tfjs, whose gradients by all weights make the tangent kernel entry by entry. */

const { tensors: tf } = plainMeans;
const TANH = { name: 'tanh' };
const X = [
  [0.3, 0.8],
  [-0.5, 1.1],
];
const Z = [
  [0.2, -1.1, 0.4],
  [0.7, 0.4, -0.6],
];
const [SEED, WIDTH] = [3, 6];

describe("the tangent kernel is the inner product of tfjs's own gradients", () => {
  test('mlp', async () => {
    const weights = [await drawn(0, 2, WIDTH), await drawn(2, WIDTH, WIDTH), await drawn(4, WIDTH, 1)];
    const output = (x: number[], w: Tensor[]) => {
      const first = tf.tanh(tf.div(tf.matMul(tf.tensor2d([x]), w[0]!), Math.sqrt(2)));
      const second = tf.tanh(tf.div(tf.matMul(first, w[1]!), Math.sqrt(WIDTH)));
      return tf.sum(tf.div(tf.matMul(second, w[2]!), Math.sqrt(WIDTH)));
    };
    const expected = await tangent(
      X.map((x) => (w: Tensor[]) => output(x, w)),
      weights,
    );
    const sample = await first({ architecture: { ...mlp(3, TANH), width: WIDTH }, points: { x: toMatrix(X) } });
    assertNear(sample.ntk!, expected);
  });

  test('hypernetwork', async () => {
    const units = 4;
    const generated = 3 * units + units;
    const weights = [await drawn(0, 2, WIDTH), await drawn(2, generated, WIDTH)];
    const output = (x: number[], z: number[], w: Tensor[]) => {
      const q = tf.tanh(tf.div(tf.matMul(tf.tensor2d([x]), w[0]!), Math.sqrt(2)));
      const v = tf.div(tf.matMul(q, w[1]!, false, true), Math.sqrt(WIDTH));
      const first = tf.reshape(tf.slice(v, [0, 0], [1, 3 * units]), [3, units]);
      const second = tf.reshape(tf.slice(v, [0, 3 * units], [1, units]), [units, 1]);
      const a = tf.tanh(tf.div(tf.matMul(tf.tensor2d([z]), first), Math.sqrt(3)));
      return tf.sum(tf.div(tf.matMul(a, second), Math.sqrt(units)));
    };
    const expected = await tangent(
      X.map((x, k) => (w: Tensor[]) => output(x, Z[k]!, w)),
      weights,
    );
    const architecture = hypernetwork({ ...mlp(2, TANH), width: WIDTH }, { ...mlp(2, TANH), width: units });
    assertNear((await first({ architecture, points: paired(X, Z, 'rows') })).ntk!, expected);
  });
});

async function drawn(stream: number, rows: number, columns: number): Promise<Tensor> {
  const data = await plainNormals.fill({ seed: SEED, network: 0, stream }, 0, new Float32Array(rows * columns));
  return tf.tensor2d(data, [rows, columns]);
}

async function tangent(outputs: ((weights: Tensor[]) => Tensor)[], weights: Tensor[]): Promise<number[]> {
  const gradients: Float32Array[] = [];
  for (const output of outputs) {
    const parts = tf.grads((...w: Tensor[]) => output(w))(weights);
    gradients.push((await tf.concat(parts.map((part) => tf.reshape(part, [-1]))).data()) as Float32Array);
  }
  return gradients.flatMap((a) => gradients.map((b) => a.reduce((sum, value, index) => sum + value * b[index]!, 0)));
}

async function first(request: Pick<Parameters<typeof sampleKernels>[0], 'architecture' | 'points'>): Promise<KernelSample> {
  let found: KernelSample = {};
  await sampleKernels({ ...request, outputs: ['ntk'], seed: SEED, samples: 1 }, plainMeans, (sample) => {
    found = structuredClone(sample);
  });
  return found;
}

function assertNear(found: Float32Array, expected: number[]): void {
  assert.equal(found.length, expected.length);
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs(found[index]! - value) < 3e-6 * Math.abs(expected[0]!), `entry ${index} is ${found[index]}, not ${value}`);
  }
}
