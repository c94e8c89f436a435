import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referenceEngine } from '../../src/engine/engine.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { matrix } from '../../src/nd-array.ts';
import { offsetKernel, REACH } from '../../src/photos/offset-kernel.ts';
import type { Place } from '../../src/photos/picture.ts';
import { trainingPixels } from '../../src/photos/training-pixels.ts';
import { fitWindow } from '../../src/photos/window-fit.ts';
import { tilesOf, windowAt } from '../../src/photos/windows.ts';
import { ndArray } from '../support/requests.ts';
import { solve } from '../support/solve.ts';
import { uniforms } from './uniforms.ts';

const KERNEL = { kernel: 'ntk', depth: 3, lengthScale: 4 } as const;
const table = await offsetKernel(referenceEngine, KERNEL);

test('the table has the kernel of the hypernetwork between pixels', async () => {
  const relu = { type: 'mlp', activation: { name: 'relu' }, weightStd: 1, biasStd: 0 } as const;
  const z = [
    [0, 0],
    [3, 4],
    [20, 1],
    [7, 7],
  ];
  const { matrices } = await kernelMatrices({
    architecture: {
      type: 'hypernetwork',
      hyper: { ...relu, depth: 3 },
      primary: { ...relu, depth: 3 },
      coordinateFeatures: { kind: 'fourier_limit', lengthScale: 4 },
    },
    points: { x: matrix(1, 1, Float64Array.of(1)), z: ndArray(z) as ReturnType<typeof matrix>, pairing: 'grid' },
    outputs: ['ntk'],
  });
  const { data } = matrices.ntk!;
  z.forEach(([row, column], i) => {
    z.forEach(([row2, column2], j) => {
      const found = table[(row! - row2!) ** 2 + (column! - column2!) ** 2]!;
      assert.ok(Math.abs(found - data[4 * i + j]! / data[0]!) < 1e-12);
    });
  });
  assert.equal(table.length, REACH ** 2 + 1);
  assert.equal(table[0], 1);
});

test('mean and deviation are those of the formulas, solved plainly', async () => {
  const random = uniforms(1);
  const training: Place[] = Array.from({ length: 12 }, (_, i) => [3 * i, Math.floor(10 * random())]);
  const values = Float64Array.from({ length: 24 }, () => 255 * random());
  const places: Place[] = [
    [4, 5],
    [17, 0],
    [50, 50],
  ];
  const ridge = 0.01;
  const k = (a: Place, b: Place) => table[(a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2]!;
  const a = training.map((p, i) => training.map((q, j) => k(p, q) + (i === j ? ridge : 0)));
  const inverseOf = (y: number[]) =>
    solve(
      a,
      y.map((value) => [value]),
    ).map(([value]) => value!);
  const ones = inverseOf(training.map(() => 1));
  const sum = (list: readonly number[]) => list.reduce((x, y) => x + y, 0);
  const dot = (x: readonly number[], y: readonly number[]) => sum(x.map((value, i) => value * y[i]!));
  const fit = await fitWindow(table, ridge, training, matrix(12, 2, values), referenceBackend);
  const mean = (await fit.mean(places)).data;
  const deviation = await fit.deviation(places);
  const channels = [0, 1].map((c) => {
    const y = training.map((_, i) => values[2 * i + c]!);
    const constant = dot(ones, y) / sum(ones);
    const centred = y.map((value) => value - constant);
    return { constant, centred, weights: inverseOf(centred) };
  });
  const variance = sum(channels.map(({ centred, weights }) => dot(centred, weights))) / (2 * 11);
  places.forEach((place, i) => {
    const cross = training.map((p) => k(place, p));
    channels.forEach(({ constant, weights }, c) => {
      const expected = constant + dot(cross, weights);
      assert.ok(Math.abs(mean[2 * i + c]! - expected) < 1e-8 * Math.abs(expected));
    });
    const unexplained = 1 - dot(cross, inverseOf(cross)) + (1 - dot(ones, cross)) ** 2 / sum(ones);
    assert.ok(Math.abs(deviation[i]! - Math.sqrt(variance * unexplained)) < 1e-8 * deviation[i]!);
  });
});

test('windows cover every unknown pixel, with weights that add up to 1 inside', () => {
  const size = { height: 50, width: 70 };
  const random = uniforms(2);
  for (const states of [new Uint8Array(3500).fill(1), Uint8Array.from({ length: 3500 }, () => (random() < 0.02 ? 1 : 0))]) {
    const sums = new Float64Array(3500);
    for (const tile of tilesOf(states, size)) {
      const { unknown, weights, box } = windowAt(tile, states, size);
      unknown.forEach(([row, column], i) => {
        sums[row * 70 + column]! += weights[i]!;
        assert.ok(row >= box.top && row <= box.bottom && column >= box.left && column <= box.right);
      });
    }
    sums.forEach((sum, at) => {
      const [row, column] = [Math.floor(at / 70), at % 70];
      assert.equal(sum > 0, states[at] === 1);
      if (!states[at]) return;
      if (row >= 4 && column >= 4 && row < 44 && column < 60) assert.ok(Math.abs(sum - 1) < 1e-12, `${row} ${column}: ${sum}`);
    });
  }
});

test('training pixels are known, none twice, all of those that are near, and few', () => {
  const size = { height: 300, width: 400 };
  const box = { top: 100, left: 200, bottom: 123, right: 223 };
  const isHole = (row: number, column: number) => row >= 100 && row <= 123 && column >= 200 && column <= 223;
  const found = trainingPixels((row, column) => !isHole(row, column), box, size);
  const names = new Set(found.map(([row, column]) => 400 * row + column));
  assert.equal(names.size, found.length);
  assert.ok(found.every(([row, column]) => !isHole(row, column)));
  for (let row = 96; row <= 127; row++)
    for (let column = 196; column <= 227; column++) assert.equal(names.has(400 * row + column), !isHole(row, column));
  assert.ok(found.length > 448 && found.length < 1200, `${found.length}`);
  assert.ok(found.some(([row]) => row < 60));
});
