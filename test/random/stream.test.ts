import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { erf } from '../../src/kernels/activations/error-function.ts';
import { philox4x32 } from '../../src/random/philox.ts';
import { RandomStream, uniformOf } from '../../src/random/stream.ts';

const COUNT = 20_000;
const indices = (count: number) => Array.from({ length: count }, (_, index) => index);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** √n times the largest distance between the empirical distribution and `cdf`: above 2 once in 1,500 samples. */
function kolmogorovSmirnov(values: number[], cdf: (x: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const distances = sorted.map((value, i) => Math.max(cdf(value) - i / sorted.length, (i + 1) / sorted.length - cdf(value)));
  return Math.sqrt(values.length) * distances.reduce((a, b) => Math.max(a, b));
}

/** Four standard errors of the mean of `values` around `expected`. */
function assertMean(values: number[], expected: number, standardDeviation: number, what: string): void {
  const z = ((mean(values) - expected) / standardDeviation) * Math.sqrt(values.length);
  assert.ok(Math.abs(z) < 4, `${what} is ${z} standard errors away`);
}

describe('addresses', () => {
  test('a number does not depend on the order, nor on what else was drawn', () => {
    const stream = new RandomStream(7, 3);
    const forward = indices(50).map((index) => [stream.uniform(index), stream.normal(index)]);
    const backward = indices(50).map((index) => [stream.normal(49 - index), stream.uniform(49 - index)].reverse());
    assert.deepEqual(backward.reverse(), forward);
    assert.deepEqual(
      indices(50).map((index) => [new RandomStream(7, 3).uniform(index), new RandomStream(7, 3).normal(index)]),
      forward,
    );
  });

  test('the address is the counter (index, stream) under the key seed, low words first', () => {
    const index = 5 * 2 ** 32 + 6;
    const seed = 2 ** 33 + 1;
    const block = Uint32Array.of(6, 5, 4, 0);
    philox4x32(block, 1, 2);
    assert.equal(new RandomStream(seed, 4).uniform(index), uniformOf(block[0]!, block[1]!));
  });

  test('other seeds, streams and indices, above 2³² too, are other numbers', () => {
    const addresses = [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 53 - 1].flatMap((big) => [
      new RandomStream(big, 0).uniform(5),
      new RandomStream(5, 0).uniform(big),
      new RandomStream(big, 1).uniform(5),
      new RandomStream(5, 1).uniform(big),
    ]);
    assert.equal(new Set(addresses).size, addresses.length);
  });
});

describe('distributions', () => {
  for (const [seed, stream] of [
    [0, 0],
    [2 ** 40 + 3, 17],
  ] as const) {
    test(`uniform: moments, Kolmogorov–Smirnov and neighbours, seed ${seed}`, () => {
      const source = new RandomStream(seed, stream);
      const values = indices(COUNT).map((index) => source.uniform(index));
      assert.ok(values.every((value) => value > 0 && value < 1));
      assertMean(values, 1 / 2, Math.sqrt(1 / 12), 'the mean');
      const squares = values.map((value) => (value - 0.5) ** 2);
      assertMean(squares, 1 / 12, Math.sqrt(1 / 180), 'the variance');
      const products = values.slice(1).map((value, i) => (value - 0.5) * (values[i]! - 0.5));
      assertMean(products, 0, 1 / 12, 'the covariance of neighbours');
      assert.ok(kolmogorovSmirnov(values, (x) => x) < 2);
    });

    test(`normal: moments, Kolmogorov–Smirnov and neighbours, seed ${seed}`, () => {
      const source = new RandomStream(seed, stream);
      const values = indices(COUNT).map((index) => source.normal(index));
      const powers = (exponent: number) => values.map((value) => value ** exponent);
      assertMean(values, 0, 1, 'the mean');
      assertMean(powers(2), 1, Math.sqrt(2), 'the variance');
      assertMean(powers(3), 0, Math.sqrt(15), 'the third moment');
      assertMean(powers(4), 3, Math.sqrt(96), 'the fourth moment');
      const products = values.slice(1).map((value, i) => value * values[i]!);
      assertMean(products, 0, 1, 'the covariance of neighbours');
      assert.ok(kolmogorovSmirnov(values, (x) => 0.5 * (1 + erf(x / Math.SQRT2))) < 2);
    });
  }

  test('streams of one seed are not correlated', () => {
    const [a, b] = [new RandomStream(9, 0), new RandomStream(9, 1)];
    assertMean(
      indices(COUNT).map((index) => a.normal(index) * b.normal(index)),
      0,
      1,
      'the covariance',
    );
  });

  test('the ends of the interval are never reached', () => {
    assert.equal(uniformOf(0, 0), 2 ** -53);
    assert.equal(uniformOf(0xffffffff, 0xffffffff), 1 - 2 ** -53);
    assert.equal(uniformOf(0x80000000, 0), 0.5 + 2 ** -53);
  });
});

describe('samples', () => {
  const source = new RandomStream(11, 2);

  test('different integers below the bound, ascending, the same every time', () => {
    for (const [bound, count] of [
      [1, 1],
      [10, 0],
      [10, 10],
      [784, 20],
    ] as const) {
      const drawn = [...source.sample(bound, count)];
      assert.equal(new Set(drawn).size, count);
      assert.ok(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < bound));
      assert.deepEqual(
        drawn,
        drawn.toSorted((a, b) => a - b),
      );
      assert.deepEqual([...new RandomStream(11, 2).sample(bound, count)], drawn);
    }
    assert.deepEqual([...source.sample(10, 10)], indices(10));
  });

  test('an order has every number once, and begins as a shorter one', () => {
    const whole = [...source.order(20, 20)];
    assert.notDeepEqual(whole, indices(20));
    assert.deepEqual(
      whole.toSorted((a, b) => a - b),
      indices(20),
    );
    assert.deepEqual([...source.order(20, 6)], whole.slice(0, 6));
    assert.notDeepEqual([...source.order(20, 20, 20)], whole, 'of other numbers');
  });

  test('every subset is as likely as every other', () => {
    const draws = 6000;
    const counts = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const subset = source.sample(5, 2, 2 * draw).join();
      counts.set(subset, (counts.get(subset) ?? 0) + 1);
    }
    assert.equal(counts.size, 10);
    const expected = draws / 10;
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquared < 27.9, `χ² = ${chiSquared} with 9 degrees of freedom is a chance of 1 in 1,000`);
  });
});
