import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matrix } from '../../src/nd-array.ts';
import { Batches } from '../../src/training/batches.ts';
import { blocksOf } from '../../src/training/blocks.ts';
import { trainableNetwork } from '../../src/training/networks/index.ts';
import { hypernetwork, mlp } from '../reference/cases.ts';

const RELU = { name: 'relu' };

const all = (count: number) => Int32Array.from({ length: count }, (_, index) => index);

describe('batches', () => {
  test('every epoch has each point once, in an order of its own', () => {
    const batches = new Batches(10, 4, 3);
    assert.equal(batches.stepsPerEpoch, 3);
    const epochs = [0, 1].map((epoch) => [0, 1, 2].map((step) => [...batches.at(3 * epoch + step)]));
    for (const epoch of epochs) {
      assert.deepEqual(
        epoch.map(({ length }) => length),
        [4, 4, 2],
      );
      assert.deepEqual(Int32Array.from(epoch.flat()).sort(), all(10));
    }
    assert.notDeepEqual(epochs[0], epochs[1]);
  });

  test('a step has the same points whatever was asked for before', () => {
    const [forwards, at7] = [new Batches(10, 4, 3), new Batches(10, 4, 3).at(7)];
    for (let step = 0; step < 7; step++) forwards.at(step);
    assert.deepEqual(forwards.at(7), at7);
    assert.notDeepEqual(new Batches(10, 4, 4).at(7), at7, 'another seed');
  });

  test('a batch that has all points has them in their order', () => {
    for (const size of [5, 6]) assert.deepEqual(new Batches(5, size, 3).at(4), all(5));
  });

  test('orders are uniform: each place has each point equally often', () => {
    const batches = new Batches(4, 1, 0);
    const counts = new Float64Array(16);
    for (let step = 0; step < 8000; step++) counts[4 * (step % 4) + batches.at(step)[0]!]!++;
    for (const count of counts) assert.ok(Math.abs(count - 500) < 100, `${counts}`);
  });
});

describe('blocks', () => {
  const grid = {
    count: 6,
    images: matrix(2, 1),
    coordinates: matrix(3, 1),
    imageOf: Int32Array.of(0, 0, 0, 1, 1, 1),
    coordinateOf: Int32Array.of(0, 1, 2, 0, 1, 2),
  };

  test('an image has its points in slots', () => {
    const [block, ...others] = blocksOf(grid, all(6), { point: 1, image: 1 });
    assert.deepEqual(others, []);
    assert.deepEqual(block, {
      slots: 3,
      images: Int32Array.of(0, 1),
      coordinates: Int32Array.of(0, 1, 2, 0, 1, 2),
      points: all(6),
      mask: new Float32Array(6).fill(1),
    });
  });

  test('slots that belong to no point do not count, and are fewer than points', () => {
    const [block] = blocksOf(grid, Int32Array.of(0, 1, 2, 4), { point: 1, image: 1 });
    assert.equal(block!.slots, 2);
    assert.deepEqual([...block!.images], [0, 0, 1]);
    const seen = [...block!.points].filter((_, slot) => block!.mask[slot] === 1);
    assert.deepEqual(seen, [0, 1, 2, 4]);
    for (const [slot, point] of block!.points.entries())
      if (block!.mask[slot] === 1) assert.equal(block!.coordinates[slot], grid.coordinateOf[point]);
  });

  test('images with more points than others at most double rows and slots', () => {
    const count = 60;
    for (const images of [1, 2, 7, 30, 60]) {
      const imageOf = all(count).map((point) => (point < images ? point : 0));
      const seen = { ...grid, count, images: matrix(images, 1), imageOf, coordinateOf: new Int32Array(count) };
      const [block] = blocksOf(seen, all(count), { point: 1, image: 1 });
      assert.ok(block!.images.length < 2 * images + 1 && block!.mask.length <= 2 * count, `${block!.images.length} of ${images}`);
      assert.equal(
        block!.mask.reduce((sum, value) => sum + value, 0),
        count,
      );
    }
  });

  test('of an mlp every point is an image, also where one stands twice', () => {
    const seen = { count: 3, images: matrix(3, 1), coordinates: null, imageOf: all(3), coordinateOf: new Int32Array(3) };
    const [block] = blocksOf(seen, Int32Array.of(1, 2), { point: 1, image: 0 });
    assert.deepEqual([block!.slots, [...block!.images], [...block!.points]], [1, [1, 2], [1, 2]]);
  });

  test('no block holds more than it may, but for a single point', () => {
    const numbers = { point: 10, image: 100 };
    for (const [most, lengths] of [
      [1000, [6]],
      [400, [3, 3]],
      [370, [2, 1, 2, 1]],
      [1, [1, 1, 1, 1, 1, 1]],
    ] as const) {
      const blocks = blocksOf(grid, all(6), numbers, most);
      assert.deepEqual(
        blocks.map(({ mask }) => mask.reduce((sum, value) => sum + value, 0)),
        lengths,
        `${most}`,
      );
    }
  });

  test('100 images of their own go through a hypernetwork that generates 89,600 weights at once', () => {
    const each = Int32Array.from({ length: 100 }, (_, index) => index);
    const [images, coordinates] = [matrix(100, 784), matrix(100, 784)];
    const seen = { count: 100, images, coordinates, imageOf: each, coordinateOf: each };
    const architecture = hypernetwork({ ...mlp(4, RELU), width: 200 }, { ...mlp(3, RELU), width: 100 });
    const { numbers } = trainableNetwork(architecture, { image: 784, coordinate: 784 }, 12, 'standard');
    assert.equal(blocksOf(seen, each, numbers).length, 1);
  });
});
