import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-core';
import { openTensorBackend } from '../../../src/empirical/backends/open.ts';
import { selfTest } from '../../../src/empirical/backends/self-test.ts';
import { matmulSpeed } from '../../../src/empirical/backends/speed.ts';
import type { Tensors } from '../../../src/empirical/backends/tensor-backend.ts';

const { tensors: tf } = await openTensorBackend('cpu');

/** tfjs with some operations in place of its own. */
const withOperations = (operations: Partial<Tensors>) => ({ ...tf, ...operations }) as Tensors;

/** A number with 10 bits after the leading one, as TF32 has them. */
function rounded(value: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10);
  return Math.round(value / unit) * unit;
}

const roundedTensor = (x: Tensor) => tf.tensor(x.dataSync().map(rounded) as Float32Array, x.shape);

const coarseProducts = withOperations({
  matMul: ((a: Tensor, b: Tensor, ...transpose: boolean[]) =>
    tf.matMul(roundedTensor(a), roundedTensor(b), ...transpose)) as Tensors['matMul'],
});

test('factors that are rounded to 10 bits are found, and taken where they are asked for', async () => {
  await assert.rejects(selfTest(coarseProducts), /matMul 33×47×29 gives/);
  await selfTest(coarseProducts, { coarseProducts: true });
});

test('a wrong transposition is found', async () => {
  const matMul = ((a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean) =>
    transposeA && transposeB ? tf.zeros([33, 29]) : tf.matMul(a, b, transposeA, transposeB)) as Tensors['matMul'];
  await assert.rejects(selfTest(withOperations({ matMul })), /first transposed, second transposed/);
});

test('a function that is off, or not a number, is found', async () => {
  await assert.rejects(selfTest(withOperations({ erf: ((x: Tensor) => tf.mul(tf.erf(x), 1.0001)) as Tensors['erf'] })), /erf\(/);
  await assert.rejects(
    selfTest(withOperations({ tanh: ((x: Tensor) => tf.div(tf.sub(tf.exp(x), 1), tf.sub(tf.exp(x), 1))) as Tensors['tanh'] })),
    /tanh\(-?\d.* gives/,
  );
});

test('results that differ between two runs are found', async () => {
  let runs = 0;
  const sum = ((x: Tensor, axis: number) => tf.add(tf.sum(x, axis), (runs++ % 2) * 1e-6)) as Tensors['sum'];
  await assert.rejects(selfTest(withOperations({ sum })), /the first time and .* the second/);
});

test('the speed is measured, and nothing is left', async () => {
  const before = tf.memory().numTensors;
  assert.ok((await matmulSpeed(tf)) > 0);
  assert.equal(tf.memory().numTensors, before);
});
