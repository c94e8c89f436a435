import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shrink } from '../../src/datasets/shrink.ts';
import { noiseSet, refuses } from './support.ts';

test('a pixel is the mean of those that it stands for, in each channel', () => {
  const set = noiseSet(2, { height: 6, width: 4, channels: 3 });
  const { images, height, width, channels, labels } = shrink(set, 2);
  assert.deepEqual([height, width, channels, labels], [3, 2, 3, set.labels]);
  images.forEach((image, index) => {
    assert.equal(image.length, 18);
    for (let c = 0; c < 3; c++)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 2; j++) {
          const at = (r: number, k: number) => set.images[index]![c * 24 + r * 4 + k]!;
          const mean = (at(2 * i, 2 * j) + at(2 * i, 2 * j + 1) + at(2 * i + 1, 2 * j) + at(2 * i + 1, 2 * j + 1)) / 4;
          assert.equal(image[c * 6 + i * 2 + j], Math.fround(mean));
        }
  });
});

test('by 1 nothing changes; the mean of an image stays', () => {
  const set = noiseSet(1, { height: 28, width: 28, channels: 1 });
  assert.deepEqual(shrink(set, 1), set);
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const factor of [2, 4, 7, 14, 28]) assert.ok(Math.abs(mean(shrink(set, factor).images[0]!) - mean(set.images[0]!)) < 1e-6);
});

test('other factors are refused', async () => {
  const set = noiseSet(1, { height: 28, width: 14, channels: 1 });
  for (const factor of [0, -2, 1.5, 3, 28, Number.NaN])
    await refuses(() => shrink(set, factor), /must be an integer that divides 28 and 14/);
});
