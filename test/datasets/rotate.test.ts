import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImageShape } from '../../src/datasets/image-set.ts';
import { rotate } from '../../src/datasets/rotate.ts';
import { noiseSet } from './support.ts';

/** Each pixel of each channel from that of `from(row, column)`. */
function moved(image: Float32Array, { height, width }: ImageShape, from: (row: number, column: number) => [number, number]) {
  const plane = height * width;
  return image.map((_, at) => {
    const [row, column] = from(Math.floor((at % plane) / width), at % width);
    return image[Math.floor(at / plane) * plane + row * width + column]!;
  });
}

function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  actual.forEach((value, at) => {
    assert.ok(Math.abs(value - expected[at]!) <= tolerance, `${value} and ${expected[at]} at [${at}]`);
  });
}

/** Smooth, and 0 towards the rim. */
function blob({ height, width }: ImageShape, right: number, up: number, spread: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, at) => {
    const [x, y] = [(at % width) - (width - 1) / 2 - right, (height - 1) / 2 - Math.floor(at / width) - up];
    return Math.exp(-(x ** 2 + y ** 2) / (2 * spread ** 2));
  });
}

describe('an image turned', () => {
  for (const side of [7, 8])
    test(`by quarters is itself, transposed and flipped (${side} × ${side}, three channels)`, () => {
      const shape = { height: side, width: side, channels: 3 };
      const image = noiseSet(1, shape).images[0]!;
      const last = side - 1;
      const turned = (degrees: number) => rotate(image, shape, degrees);
      assert.deepEqual(turned(0), image);
      for (const degrees of [360, 720, -360]) assertClose(turned(degrees), image, 1e-6);
      // Counterclockwise the right column becomes the upper row.
      const quarter = moved(image, shape, (row, column) => [column, last - row]);
      for (const degrees of [90, -270]) assertClose(turned(degrees), quarter, 1e-6);
      assertClose(
        turned(180),
        moved(image, shape, (row, column) => [last - row, last - column]),
        1e-6,
      );
      assertClose(
        turned(270),
        moved(image, shape, (row, column) => [last - column, row]),
        1e-6,
      );
    });

  test('is turned about its centre also where it is not square: half a turn flips it', () => {
    const shape = { height: 4, width: 7, channels: 2 };
    const image = noiseSet(1, shape).images[0]!;
    assertClose(
      rotate(image, shape, 180),
      moved(image, shape, (row, column) => [3 - row, 6 - column]),
      1e-6,
    );
  });

  test('has its centre of mass turned counterclockwise by the angle', () => {
    const shape = { height: 41, width: 41, channels: 1 };
    const [right, up] = [8, 3];
    const image = blob(shape, right, up, 2);
    for (const degrees of [17, 45, 133, 222.5, 300]) {
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const expected = [right * cos - up * sin, right * sin + up * cos];
      const turned = rotate(image, shape, degrees);
      let [mass, x, y] = [0, 0, 0];
      turned.forEach((value, at) => {
        mass += value;
        x += value * ((at % 41) - 20);
        y += value * (20 - Math.floor(at / 41));
      });
      [x / mass, y / mass].forEach((value, axis) => {
        assert.ok(Math.abs(value - expected[axis]!) < 0.02, `${degrees}°: ${value} and ${expected[axis]}`);
      });
    }
  });

  test('and back is near to itself where it is smooth', () => {
    const shape = { height: 41, width: 41, channels: 1 };
    const image = blob(shape, 5, -4, 5);
    for (const degrees of [10, 73, 191]) assertClose(rotate(rotate(image, shape, degrees), shape, -degrees), image, 0.02);
  });

  test('is 0 where nothing comes from inside, and nowhere brighter than the brightest', () => {
    const shape = { height: 20, width: 20, channels: 1 };
    const turned = rotate(new Float32Array(400).fill(1), shape, 45);
    assert.deepEqual([turned[0], turned[19], turned[380], turned[399]], [0, 0, 0, 0]);
    assert.equal(turned[10 * 20 + 10], 1);
    assert.ok(Math.max(...turned) <= 1);
  });
});
