import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rotate } from '../../src/datasets/rotate.ts';
import { drawRotations, rotationClass } from '../../src/datasets/rotations.ts';
import { row } from '../../src/nd-array.ts';
import { noiseSet } from './support.ts';

const SHAPE = { height: 6, width: 6, channels: 2 };

describe('classes of angles', () => {
  test('are of the closest on the circle', () => {
    for (const [degrees, expected] of [
      [0, 0],
      [14.9, 0],
      [15.1, 1],
      [30, 1],
      [180, 6],
      [330, 11],
      [344.9, 11],
      [345.1, 0],
      [359, 0],
    ] as const)
      assert.equal(rotationClass(degrees), expected, `${degrees}°`);
  });

  test('by comparison with all twelve', () => {
    for (let degrees = 0.05; degrees < 360; degrees += 0.1) {
      const distance = (i: number) => Math.abs(((degrees - 30 * i + 540) % 360) - 180);
      const closest = Array.from({ length: 12 }, (_, i) => i).reduce((best, i) => (distance(i) < distance(best) ? i : best));
      assert.equal(rotationClass(degrees), closest, `${degrees}°`);
    }
  });
});

describe('rotations', () => {
  const set = noiseSet(5, SHAPE);

  test('z is x turned by the angle, whose class is y', () => {
    for (const base of ['upright', 'rotated'] as const) {
      const { x, z, y, angles, pairing } = drawRotations(set, { count: 12, seed: 3, base });
      assert.equal(pairing, 'rows');
      assert.deepEqual(
        [x.shape, z.shape, y.shape],
        [
          [12, 72],
          [12, 72],
          [12, 1],
        ],
      );
      for (const [point, angle] of angles.entries()) {
        const image = Float32Array.from(row(x, point));
        assert.deepEqual(Float32Array.from(row(z, point)), rotate(image, SHAPE, angle));
        assert.equal(y.data[point], rotationClass(angle));
        assert.ok(angle > 0 && angle < 360);
      }
    }
  });

  test('upright has the images as they are, one after the other and again; rotated turns them', () => {
    const upright = drawRotations(set, { count: 12, seed: 3, base: 'upright' });
    const rotated = drawRotations(set, { count: 12, seed: 3 });
    assert.deepEqual(rotated.angles, upright.angles);
    for (let point = 0; point < 12; point++) {
      assert.deepEqual(Float32Array.from(row(upright.x, point)), set.images[point % 5]);
      assert.notDeepEqual(row(rotated.x, point), row(upright.x, point));
    }
  });

  test('a seed has its own, to the bit, and fewer are the first of more', () => {
    const first = drawRotations(set, { count: 12, seed: 3 });
    assert.deepEqual(drawRotations(set, { count: 12, seed: 3 }), first);
    assert.notDeepEqual(drawRotations(set, { count: 12, seed: 4 }).angles, first.angles);
    const fewer = drawRotations(set, { seed: 3 });
    assert.deepEqual(fewer.z.shape, [5, 72]);
    assert.deepEqual(fewer.z.data, first.z.data.slice(0, 5 * 72));
  });

  test('classes come equally often, and where x is turned says nothing of them', () => {
    const tiny = { height: 1, width: 2, channels: 1 };
    const lit = { ...noiseSet(1, tiny), images: [Float32Array.of(0, 1)] };
    const count = 24_000;
    const { x, y } = drawRotations(lit, { count, seed: 1 });
    const [all, right] = [new Float64Array(12), new Float64Array(12)];
    for (let point = 0; point < count; point++) {
      all[y.data[point]!]!++;
      // The right pixel is the brighter one where x was turned by less than a quarter either way.
      if (x.data[2 * point + 1]! > x.data[2 * point]!) right[y.data[point]!]!++;
    }
    // Five standard deviations of a count of 2000, and of its half.
    for (const times of all) assert.ok(Math.abs(times - 2000) < 5 * 43, `${all}`);
    for (const times of right) assert.ok(Math.abs(times - 1000) < 5 * 31, `${right}`);
  });
});
