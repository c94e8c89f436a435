import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCifar10 } from '../../src/datasets/cifar10.ts';
import { parseIdxImages, parseIdxLabels } from '../../src/datasets/idx.ts';
import { idx, refuses } from './support.ts';

const bytes = (count: number, from = 0) => Uint8Array.from({ length: count }, (_, index) => (from + index) % 251);

describe('IDX', () => {
  test('images of any size', () => {
    for (const [count, height, width] of [
      [3, 2, 5],
      [1, 1, 1],
      [0, 4, 4],
    ] as const) {
      const pixels = bytes(count * height * width);
      assert.deepEqual(parseIdxImages(idx([count, height, width], pixels), 'f'), {
        count,
        height,
        width,
        pixels: Buffer.from(pixels),
      });
    }
  });

  test('the first of them, where the file may end after them', () => {
    const file = idx([3, 2, 2], bytes(12));
    assert.deepEqual([...parseIdxImages(file, 'f', 2).pixels], [...bytes(8)]);
    assert.deepEqual([...parseIdxImages(file.subarray(0, 16 + 8), 'f', 2).pixels], [...bytes(8)]);
    assert.deepEqual([...parseIdxLabels(idx([3], [9, 0, 4]).subarray(0, 10), 'f', 10, 2)], [9, 0]);
  });

  test('labels', () => assert.deepEqual([...parseIdxLabels(idx([3], [9, 0, 4]), 'f', 10)], [9, 0, 4]));

  const good = idx([3, 2, 2], bytes(12));
  const BAD: [name: string, run: () => unknown, says: RegExp][] = [
    ['nothing', () => parseIdxImages(new Uint8Array(0), 'a/b'), /^a\/b must have a header of 16 bytes; it has 0 bytes in all/],
    ['a header cut short', () => parseIdxImages(good.subarray(0, 15), 'f'), /header of 16 bytes; it has 15/],
    [
      'labels for images',
      () => parseIdxImages(idx([20], bytes(20)), 'f'),
      /magic number 0x00000803 of IDX images; it has 0x00000801/,
    ],
    ['images for labels', () => parseIdxLabels(good, 'f', 10), /magic number 0x00000801 of IDX labels; it has 0x00000803/],
    ['float images', () => parseIdxImages(idx([1, 1, 1], [0], 0x0d03), 'f'), /it has 0x00000d03/],
    ['one byte less', () => parseIdxImages(good.subarray(0, -1), 'f'), /28 bytes for 3 images; it has 27: it is cut short/],
    ['one byte more', () => parseIdxImages(Buffer.concat([good, bytes(1)]), 'f'), /28 bytes for 3 images; it has more/],
    ['fewer than asked for', () => parseIdxImages(good, 'f', 4), /4 images or more; it has 3/],
    ['images without pixels', () => parseIdxImages(idx([3, 0, 2], []), 'f'), /one pixel or more; it has images of 0 × 2/],
    ['a label out of range', () => parseIdxLabels(idx([3], [9, 10, 4]), 'f', 10), /labels from 0 to 9; it has 10 at \[1\]/],
    ['labels cut short', () => parseIdxLabels(idx([3], [9, 1]), 'f', 10), /11 bytes for 3 labels; it has 10/],
  ];
  for (const [name, run, says] of BAD) test(`${name} is refused`, () => refuses(run, says));
});

describe('CIFAR-10', () => {
  const record = (label: number, from: number) => Buffer.concat([Uint8Array.of(label), bytes(3072, from)]);

  test('labels, and red, green and blue one after the other', () => {
    const { pixels, labels } = parseCifar10(Buffer.concat([record(7, 1), record(0, 2), record(9, 3)]), 'f');
    assert.deepEqual([...labels], [7, 0, 9]);
    for (const image of [0, 1, 2]) assert.deepEqual(pixels.slice(image * 3072, (image + 1) * 3072), bytes(3072, image + 1));
  });

  test('other files are refused', async () => {
    await refuses(
      () => parseCifar10(new Uint8Array(0), 'x/y.bin'),
      /^x\/y\.bin must have whole records of 3073 bytes.*it has 0 bytes/,
    );
    await refuses(() => parseCifar10(record(1, 0).subarray(1), 'f'), /it has 3072 bytes/);
    await refuses(() => parseCifar10(Buffer.concat([record(1, 0), record(2, 0).subarray(0, -1)]), 'f'), /it has 6145 bytes/);
    await refuses(() => parseCifar10(Buffer.concat([record(1, 0), record(10, 0)]), 'f'), /labels from 0 to 9; it has 10 at \[1\]/);
  });
});
