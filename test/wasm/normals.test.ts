import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NormalsAddress } from '../../src/random/normals.ts';
import { createEngine, type Engine } from '../../src/wasm/engine.ts';
import { exactNormal, exactPair, TOLERANCE, wordsOf } from '../random/normals-support.ts';
import { BUILDS, withEachBuild } from './support.ts';

const ADDRESS = { seed: 2 ** 40 + 12345, network: 3, stream: 7 };
const SIZES = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 4095, 4096, 4097, 9001];
/** Before and behind what is written. */
const MARGIN = 16;
const UNTOUCHED = 42;

/** Numbers of an address, after a check that nothing around them has changed. */
function fill(engine: Engine, { seed, network, stream }: NormalsAddress, first: number, count: number): Float32Array {
  engine.reset();
  const offset = engine.allocate(Math.ceil(count / 2) + MARGIN);
  const view = new Float32Array(engine.view(offset, 0).buffer, offset, count + 2 * MARGIN).fill(UNTOUCHED);
  engine.fillNormals(seed, network, stream, first, count, offset + 4 * MARGIN);
  assert.ok([...view.subarray(0, MARGIN), ...view.subarray(MARGIN + count)].every((value) => value === UNTOUCHED));
  return view.slice(MARGIN, MARGIN + count);
}

function assertExact(actual: Float32Array, address: NormalsAddress, first: number): void {
  for (const [i, value] of actual.entries()) {
    const expected = exactNormal(address, first + i);
    assert.ok(Math.abs(value - expected) <= TOLERANCE, `number ${first + i} is ${value}, not ${expected}`);
  }
}

withEachBuild((engine) => {
  test('every number is that of Box–Muller in float64, at all sizes and from within a block', () => {
    for (const count of SIZES)
      for (const first of [0, 1, 2, 3, 5, 34]) assertExact(fill(engine, ADDRESS, first, count), ADDRESS, first);
  });

  test('and where words of the counter carry, and at the ends of what can be addressed', () => {
    for (const around of [2 ** 32, 2 ** 34, 2 ** 35, 3 * 2 ** 40])
      for (const before of [0, 3, 4, 17, 33, 150])
        assertExact(fill(engine, ADDRESS, around - before, 200), ADDRESS, around - before);
    const last = { seed: 2 ** 53 - 1, network: 2 ** 32 - 1, stream: 2 ** 32 - 1 };
    for (const first of [0, 2 ** 31, 2 ** 53 - 101]) assertExact(fill(engine, last, first, 100), last, first);
  });

  test('equal bits however a stream is cut into calls', () => {
    const start = 2 ** 34 - 5000;
    const whole = fill(engine, ADDRESS, start, 10_000);
    for (const [from, count] of [
      [0, 1],
      [1, 4999],
      [3, 4098],
      [4998, 4],
      [4999, 1],
      [5000, 5000],
      [6001, 129],
      [9999, 1],
    ] as const)
      assert.deepEqual(fill(engine, ADDRESS, start + from, count), whole.slice(from, from + count), `${count} from ${from}`);
    for (const size of [1, 3, 37, 1000]) {
      const parts = Array.from({ length: Math.ceil(1000 / size) }, (_, k) => [...fill(engine, ADDRESS, start + k * size, size)]);
      assert.deepEqual(Float32Array.from(parts.flat().slice(0, 1000)), whole.slice(0, 1000), `calls of ${size}`);
    }
  });

  test('both ends of the logarithm keep their digits', () => {
    // Blocks of many that have a word near an end, by their place.
    const address = { seed: 1, network: 0, stream: 0 };
    const closeness = { 'near 0': (word: number) => word, 'near 1': (word: number) => 2 ** 32 - 1 - word };
    for (const [end, distance] of Object.entries(closeness)) {
      let nearest = { distance: Number.POSITIVE_INFINITY, block: 0 };
      for (let block = 0; block < 400_000; block++) {
        const found = distance(wordsOf(address, block)[0]!);
        if (found < nearest.distance) nearest = { distance: found, block };
      }
      const [radius, angle] = wordsOf(address, nearest.block);
      const expected = exactPair(radius!, angle!);
      const actual = fill(engine, address, 4 * nearest.block, 2);
      for (const k of [0, 1])
        assert.ok(Math.abs(actual[k]! / expected[k]! - 1) < 5e-7, `u1 ${end}: ${actual[k]}, not ${expected[k]}`);
    }
  });
});

test('both builds make equal bits', () => {
  const [one, other] = BUILDS.map((build) => fill(createEngine(build), ADDRESS, 3, 1_000_001));
  assert.deepEqual(one, other);
});
