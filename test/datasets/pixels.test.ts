import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawColorization, greyImages } from '../../src/datasets/colorization.ts';
import { pixelCoordinates } from '../../src/datasets/pixel-coordinates.ts';
import { drawPixels, seenImages } from '../../src/datasets/pixels.ts';
import type { LabelledPoints } from '../../src/datasets/points.ts';
import { row } from '../../src/nd-array.ts';
import { noiseSet, refuses } from './support.ts';

const SHAPE = { height: 4, width: 5, channels: 3 };
const PLANE = 20;
const set = noiseSet(3, SHAPE);

const rowsOf = ({ x, z, y }: LabelledPoints) =>
  Array.from({ length: x.shape[0] }, (_, point) => [x, z, y].map((source) => [...row(source, point)]));

test('coordinates are rows and columns', () => {
  assert.deepEqual([...pixelCoordinates([2, 3]).data], [0, 0, 0, 1, 0, 2, 1, 0, 1, 1, 1, 2]);
  assert.deepEqual([...pixelCoordinates([2, 3], 'unit').data], [0, 0, 0, 0.5, 0, 1, 1, 0, 1, 0.5, 1, 1]);
  assert.deepEqual([...pixelCoordinates([1, 1], 'unit').data], [0, 0]);
});

describe('some pixels of each image', () => {
  for (const coordinates of ['pixels', 'unit'] as const)
    test(`y is the image at z (${coordinates})`, () => {
      const points = drawPixels(set, { pixels: 7, seed: 2, coordinates });
      assert.equal(points.pairing, 'rows');
      const [tall, wide] = coordinates === 'pixels' ? [1, 1] : [3, 4];
      const places = rowsOf(points).map(([x, z, y], point) => {
        const image = set.images[Math.floor(point / 7)]!;
        assert.deepEqual(Float32Array.from(x!), image);
        const pixel = Math.round(z![0]! * tall) * 5 + Math.round(z![1]! * wide);
        assert.deepEqual(
          y,
          [0, 1, 2].map((channel) => image[channel * PLANE + pixel]),
        );
        return pixel;
      });
      for (const image of [0, 1, 2]) assert.equal(new Set(places.slice(7 * image, 7 * image + 7)).size, 7, 'all different');
      assert.notDeepEqual(places.slice(0, 7), places.slice(7, 14), 'images have draws of their own');
    });

  test('a seed has its own, to the bit; an image those of its place', () => {
    const points = drawPixels(set, { pixels: 7, seed: 2 });
    assert.deepEqual(drawPixels(set, { pixels: 7, seed: 2 }), points);
    assert.notDeepEqual(drawPixels(set, { pixels: 7, seed: 3 }).z, points.z);
    const fewer = { ...set, images: set.images.slice(0, 2) };
    assert.deepEqual(rowsOf(drawPixels(fewer, { pixels: 7, seed: 2 })), rowsOf(points).slice(0, 14));
  });

  test('each pixel comes equally often', () => {
    const many = noiseSet(4000, { height: 3, width: 3, channels: 1 });
    const { z } = drawPixels(many, { pixels: 2, seed: 0 });
    const counts = new Float64Array(9);
    for (let point = 0; point < 8000; point++) counts[3 * z.data[2 * point]! + z.data[2 * point + 1]!]!++;
    for (const count of counts) assert.ok(Math.abs(count - 8000 / 9) < 5 * 27, `${counts}`);
  });

  test('as many as an image has are all of it; more, fewer than one and halves are refused', async () => {
    const grid = rowsOf({ ...drawPixels(set, { pixels: 'all', seed: 0 }), z: drawPixels(set, { pixels: PLANE, seed: 0 }).z });
    const rows = rowsOf(drawPixels(set, { pixels: PLANE, seed: 0 }));
    assert.deepEqual(
      rows.slice(0, 3).map(([, z]) => z),
      grid.map(([, z]) => z),
    );
    for (const pixels of [0, 21, 1.5])
      await refuses(() => drawPixels(set, { pixels, seed: 0 }), /from 1 to 20, the pixels of an image/);
  });
});

test('all pixels are a grid, with the labels of the first image first', () => {
  const { x, z, y, pairing } = drawPixels(set, { pixels: 'all', seed: 0 });
  assert.deepEqual([pairing, x.shape, z.shape, y.shape], ['grid', [3, 60], [20, 2], [60, 3]]);
  assert.deepEqual(z, pixelCoordinates([4, 5]));
  for (let point = 0; point < 60; point++)
    for (let channel = 0; channel < 3; channel++)
      assert.equal(row(y, point)[channel], set.images[Math.floor(point / 20)]![channel * PLANE + (point % 20)]);
});

test('f may see the rows above the middle alone, of each channel', () => {
  const odd = noiseSet(2, { height: 5, width: 2, channels: 2 });
  const { x, y } = drawPixels(odd, { pixels: 'all', seed: 0, seen: 'top_half' });
  assert.deepEqual(x, seenImages(odd, 'top_half'));
  assert.deepEqual(x.shape, [2, 8]);
  const image = odd.images[1]!;
  assert.deepEqual(Float32Array.from(row(x, 1)), Float32Array.of(...image.subarray(0, 4), ...image.subarray(10, 14)));
  assert.deepEqual(y.shape, [20, 2], 'all pixels are asked for');
});

describe('colourisation', () => {
  test('f sees the luma, y is red, green and blue', () => {
    const { x, z, y } = drawColorization(set, { pixels: 'all', seed: 0 });
    assert.deepEqual(z, pixelCoordinates([4, 5], 'unit'));
    for (let image = 0; image < 3; image++)
      for (let pixel = 0; pixel < PLANE; pixel++) {
        const [red, green, blue] = row(y, image * PLANE + pixel) as unknown as [number, number, number];
        assert.deepEqual(
          [red, green, blue].map(Math.fround),
          [0, 1, 2].map((c) => set.images[image]![c * PLANE + pixel]),
        );
        assert.ok(Math.abs(row(x, image)[pixel]! - (0.299 * red + 0.587 * green + 0.114 * blue)) < 1e-12);
      }
  });

  test('grey stays as light as it is', () => {
    const grey = { ...set, images: set.images.map((image) => image.map((_, at) => image[at % PLANE]!)) };
    greyImages(grey).data.forEach((value, at) => {
      assert.ok(Math.abs(value - grey.images[Math.floor(at / PLANE)]![at % PLANE]!) < 1e-12);
    });
  });

  test('of grey images is refused', () =>
    refuses(() => drawColorization(noiseSet(1, { height: 2, width: 2, channels: 1 }), { pixels: 1, seed: 0 }), /three channels/));
});
