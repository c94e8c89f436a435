import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Moving, type OptimizerSpec, optimizerOf } from '../../src/training/optimizers/optimizer.ts';
import { plainMeans } from '../support/tensors.ts';

const { tensors: tf } = plainMeans;

/** Ways of one number w in float64, along the gradient of (w² − 1)²/4 from w = 3, as papers write them. */
const WAYS: Record<string, { spec: OptimizerSpec; way(steps: number): number }> = {
  sgd: {
    spec: { kind: 'sgd', learningRate: 0.05, momentum: 0 },
    way: (steps) => repeat(steps, { w: 3 }, ({ w }, g) => ({ w: w - 0.05 * g })),
  },
  momentum: {
    spec: { kind: 'sgd', learningRate: 0.01, momentum: 0.8 },
    way: (steps) => repeat(steps, { w: 3, v: 0 }, ({ w, v }, g) => ({ w: w - 0.01 * (0.8 * v + g), v: 0.8 * v + g })),
  },
  adam: {
    spec: { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
    way: (steps) =>
      repeat(steps, { w: 3, m: 0, v: 0 }, ({ w, m, v }, g, step) => {
        const [nextM, nextV] = [0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g ** 2];
        const [mHat, vHat] = [nextM / (1 - 0.9 ** step), nextV / (1 - 0.99 ** step)];
        return { w: w - (0.1 * mHat) / (Math.sqrt(vHat) + 1e-8), m: nextM, v: nextV };
      }),
  },
  adadelta: {
    spec: { kind: 'adadelta', learningRate: 2, rho: 0.9, epsilon: 1e-4 },
    way: (steps) =>
      repeat(steps, { w: 3, g2: 0, d2: 0 }, ({ w, g2, d2 }, g) => {
        const nextG2 = 0.9 * g2 + 0.1 * g ** 2;
        const d = (Math.sqrt(d2 + 1e-4) / Math.sqrt(nextG2 + 1e-4)) * g;
        return { w: w - 2 * d, g2: nextG2, d2: 0.9 * d2 + 0.1 * d ** 2 };
      }),
  },
};

const slopeAt = (w: number) => (w ** 2 - 1) * w;

function repeat<State extends { w: number }>(
  steps: number,
  from: State,
  next: (state: State, gradient: number, step: number) => State,
) {
  let state = from;
  for (let step = 1; step <= steps; step++) state = next(state, slopeAt(state.w), step);
  return state.w;
}

for (const [name, { spec, way }] of Object.entries(WAYS))
  test(`${name} goes the way that its paper says`, () => {
    const optimizer = optimizerOf(spec);
    let moving: Moving = { parameter: tf.tensor2d([[3]]), slots: Array.from({ length: optimizer.slots }, () => tf.zeros([1, 1])) };
    for (let step = 1; step <= 25; step++) {
      const gradient = tf.tensor2d([[optimizer.rate * slopeAt(moving.parameter.dataSync()[0]!)]]);
      moving = optimizer.move(tf, moving, gradient, step);
      const [at, expected] = [moving.parameter.dataSync()[0]!, way(step)];
      assert.ok(Math.abs(at - expected) < 1e-4 * Math.max(1, Math.abs(expected)), `step ${step}: ${at} against ${expected}`);
    }
    assert.ok(Math.abs(way(25) - 3) > 0.1, 'it moves');
  });
