import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageErrors, meanImage } from '../../src/experiments/image-errors.ts';
import { toMatrix, toRows } from '../reference/cases.ts';

const truth = toMatrix([
  [0, 0, 0, 0],
  [1, 1, 1, 1],
]);
const images = toMatrix([
  [1, 0, 2, 0],
  [1, 4, 1, 1],
]);

test('mean squared errors over all pixels, those not seen, and each image', () => {
  const errors = imageErrors(images, truth, Float64Array.of(1, 1, 0, 0));
  assert.deepEqual(errors, { allPixels: 14 / 8, unseenPixels: 4 / 4, perImage: Float64Array.of(5 / 4, 9 / 4) });
});

test('without unseen pixels there is no error over them', () => {
  assert.deepEqual(imageErrors(images, truth, Float64Array.of(1, 1, 1, 1)), {
    allPixels: 14 / 8,
    perImage: Float64Array.of(5 / 4, 9 / 4),
  });
});

test('one row stands for every image', () => {
  const { allPixels, unseenPixels, perImage } = imageErrors(toMatrix([[1, 0, 0, 2]]), truth, Float64Array.of(1, 0, 1, 0));
  assert.deepEqual([allPixels, unseenPixels, [...perImage]], [8 / 8, 6 / 4, [5 / 4, 3 / 4]]);
});

test('the mean image', () => {
  assert.deepEqual(toRows(meanImage(images)), [[1, 2, 1.5, 0.5]]);
});
