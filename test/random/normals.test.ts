import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { LocalNormals } from '../../src/engine/local-normals.ts';
import { erf } from '../../src/kernels/activations/error-function.ts';

/** The distribution of 10⁷ numbers of one fixed address: bounds are at four standard errors, so that they hold once and for all. */
const COUNT = 10_000_000;
const BOUND = 4;
const source = new LocalNormals();

describe('ten million numbers', () => {
  const values = new Float32Array(COUNT);
  before(() => source.fill({ seed: 20_240_229, network: 0, stream: 1 }, 3, values));

  /** `sum` of `count` terms with the mean and the standard deviation given. */
  const assertSum = (sum: number, mean: number, deviation: number, what: string, count = COUNT) => {
    const z = (sum / count - mean) / (deviation / Math.sqrt(count));
    assert.ok(Math.abs(z) < BOUND, `${what}: ${sum / count}, ${z.toFixed(1)} standard errors from ${mean}`);
  };

  test('moments up to order 6, of each place in a block as of all', () => {
    // E[x²ᵏ] = (2k − 1)!!
    const even = (power: number): number => (power === 0 ? 1 : (power - 1) * even(power - 2));
    const moment = (power: number) => (power % 2 === 0 ? even(power) : 0);
    const sums = Array.from({ length: 4 }, () => new Float64Array(7));
    for (let i = 0; i < COUNT; i++) {
      const sum = sums[i % 4]!;
      for (let power = 1, x = values[i]!; power <= 6; power++, x *= values[i]!) sum[power]! += x;
    }
    for (let power = 1; power <= 6; power++) {
      const deviation = Math.sqrt(even(2 * power) - moment(power) ** 2);
      for (const [lane, sum] of sums.entries())
        assertSum(sum[power]!, moment(power), deviation, `moment ${power} of lane ${lane}`, COUNT / 4);
      const all = sums.reduce((total, sum) => total + sum[power]!, 0);
      assertSum(all, moment(power), deviation, `moment ${power}`);
    }
  });

  test('the Kolmogorov–Smirnov distance', () => {
    const sorted = values.slice().sort();
    let distance = 0;
    for (const [i, value] of sorted.entries()) {
      const probability = 0.5 * (1 + erf(value * Math.SQRT1_2));
      distance = Math.max(distance, probability - i / COUNT, (i + 1) / COUNT - probability);
    }
    // Above 1.63/√n once in 100 samples.
    assert.ok(distance * Math.sqrt(COUNT) < 1.63, `√n·D = ${distance * Math.sqrt(COUNT)}`);
  });

  test('as many numbers in the tails and around 0 as there should be', () => {
    const counts = new Map([1e-5, 1e-4, 1e-3, 3, 4, 4.5, 5].map((bound) => [bound, { above: 0, below: 0 }]));
    for (const value of values) {
      for (const [bound, count] of counts) {
        if (bound < 1 ? value > 0 && value <= bound : value > bound) count.above++;
        if (bound < 1 ? value < 0 && value >= -bound : value < -bound) count.below++;
      }
    }
    for (const [bound, { above, below }] of counts) {
      const chance = bound < 1 ? 0.5 * erf(bound * Math.SQRT1_2) : tail(bound);
      for (const [side, count] of Object.entries({ above, below }))
        assertSum(count, chance, Math.sqrt(chance * (1 - chance)), `numbers ${side} ${bound}`);
    }
  });

  test('neighbours are not correlated, nor are their squares', () => {
    for (const distance of [1, 2, 3, 4, 8, 32, 4096]) {
      const pairs = COUNT - distance;
      let products = 0;
      let squares = 0;
      for (let i = 0; i < pairs; i++) {
        const [a, b] = [values[i]!, values[i + distance]!];
        products += a * b;
        squares += (a * a - 1) * (b * b - 1);
      }
      assertSum(products, 0, 1, `products at distance ${distance}`, pairs);
      assertSum(squares, 0, 2, `squares at distance ${distance}`, pairs);
    }
  });

  test('networks, streams and seeds next to each other are not correlated', async () => {
    const address = { seed: 20_240_229, network: 0, stream: 1 };
    for (const other of [{ network: 1 }, { stream: 2 }, { seed: 20_240_230 }]) {
      const neighbour = await source.fill({ ...address, ...other }, 3, new Float32Array(1_000_000));
      let products = 0;
      for (const [i, value] of neighbour.entries()) products += value * values[i]!;
      assertSum(products, 0, 1, JSON.stringify(other), neighbour.length);
    }
  });
});

test('no number is beyond √(2·33·ln 2), the radius of the smallest word', async () => {
  const most = Math.sqrt(66 * Math.LN2);
  const values = await source.fill({ seed: 5, network: 5, stream: 5 }, 2 ** 40, new Float32Array(1_000_000));
  assert.ok(values.every((value) => Math.abs(value) <= most));
  assert.ok(most > 6.76 && most < 6.77);
});

/** P(x > bound) by the continued fraction of Mills' ratio, which converges for bounds from 3 on. */
function tail(bound: number): number {
  let fraction = bound;
  for (let k = 200; k > 0; k--) fraction = bound + k / fraction;
  return Math.exp((-bound * bound) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}
