import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CoordinateFeatures, Hypernetwork } from '../../src/kernels/architecture.ts';
import { coordinateClasses, distinctValues } from '../../src/kernels/coordinate-classes.ts';
import { HypernetworkKernelRows } from '../../src/kernels/hypernetwork.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import type { HypernetworkPoints, Points } from '../../src/kernels/points.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import {
  expandGrid,
  hypernetwork,
  mlp,
  outputsOf,
  paired,
  RELU,
  relativeError,
  toMatrix,
  toRows,
  unstack,
} from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';
import { standardNormals } from '../reference/normals.ts';

/** What rounding may change when the same entry is computed on another path. */
const ROUNDING = 1e-12;

const FEATURES: CoordinateFeatures[] = [
  { kind: 'none' },
  { kind: 'fourier_limit', lengthScale: 1.5 },
  { kind: 'fourier', lengthScale: 1.5, features: 8, seed: 3 },
];

const images = (count: number, seed: number): Rows => {
  const normal = standardNormals(seed);
  return Array.from({ length: count }, () => [normal(), normal(), normal()]);
};

/** (row, column) of the pixels of a height × width image, around the origin. */
const pixels = (height: number, width: number): Rows =>
  Array.from({ length: height * width }, (_, k) => [Math.floor(k / width) - 1, (k % width) - 1]);

const network = (coordinateFeatures: CoordinateFeatures) =>
  hypernetwork(
    mlp(3, { name: 'erf' }, { biasStd: 0.2 }),
    mlp(3, RELU, { weightStd: [1.1, 0.9, 1.2], biasStd: 0.3 }),
    coordinateFeatures,
  );

const grid = (xs: Rows, zs: Rows) => paired(xs, zs, 'grid') as HypernetworkPoints;

function oneByOne(xs: Rows, zs: Rows): HypernetworkPoints {
  const { x, z } = expandGrid(xs, zs);
  return paired(x, z, 'rows') as HypernetworkPoints;
}

/** Classes are used where an image pair has at least twice as many entries as there are classes: `rowsPerBlock` tells. */
function usesClasses(architecture: Hypernetwork, points: HypernetworkPoints, others?: HypernetworkPoints): boolean {
  return new HypernetworkKernelRows(architecture, points, others, ['nngp'], false).rowsPerBlock > 1;
}

/** All outputs and layers, one point against one at a time: a single point has no classes to share. */
async function pointByPoint(architecture: Hypernetwork, xs: Rows, zs: Rows, otherXs = xs, otherZs = zs) {
  const [left, right] = [expandGrid(xs, zs), expandGrid(otherXs, otherZs)];
  const all: Record<string, Matrix[]> = {};
  for (const [i, x] of left.x.entries()) {
    const single = oneByOne([x], [left.z[i]!]);
    const others = paired(right.x, right.z, 'rows') as HypernetworkPoints;
    assert.ok(!usesClasses(architecture, single, others), 'a single point against others goes point by point');
    const { layers } = await kernelMatrices({
      architecture,
      points: single,
      points2: others,
      outputs: outputsOf(architecture),
      layers: true,
    });
    for (const [output, stack] of Object.entries(layers!)) {
      for (const [layer, row] of unstack(stack).entries()) {
        all[output] ??= [];
        all[output][layer] ??= matrix(left.x.length, right.x.length);
        all[output][layer].data.set(row.data, i * right.x.length);
      }
    }
  }
  return all;
}

async function compare(
  architecture: Hypernetwork,
  expected: Record<string, Matrix[]>,
  points: Points,
  others?: Points,
): Promise<void> {
  const outputs = outputsOf(architecture);
  const { layers } = await kernelMatrices({ architecture, points, ...(others && { points2: others }), outputs, layers: true });
  for (const output of outputs) {
    for (const [layer, actual] of unstack(layers![output]!).entries()) {
      const error = relativeError(toRows(actual), toRows(expected[output]![layer]!));
      assert.ok(error < ROUNDING, `${output} after layer ${layer + 1} is off by ${error}`);
    }
  }
}

describe('kernels by classes of coordinates are kernels point by point, all outputs and layers', () => {
  const [xs, zs] = [images(3, 1), pixels(4, 5)];
  const [otherXs, otherZs] = [images(2, 2), pixels(5, 3)];
  const line = Array.from({ length: 12 }, (_, k) => [k % 6, 0]);

  for (const features of FEATURES) {
    const architecture = network(features);

    test(`${features.kind}: one grid`, async () => {
      assert.equal(usesClasses(architecture, grid(xs, zs)), features.kind !== 'fourier');
      const expected = await pointByPoint(architecture, xs, zs);
      await compare(architecture, expected, grid(xs, zs));
      await compare(architecture, expected, oneByOne(xs, zs));
    });

    test(`${features.kind}: two grids`, async () => {
      const expected = await pointByPoint(architecture, xs, zs, otherXs, otherZs);
      await compare(architecture, expected, grid(xs, zs), grid(otherXs, otherZs));
      await compare(architecture, expected, oneByOne(xs, zs), grid(otherXs, otherZs));
    });
  }

  test('many variances on one side and few on the other', async () => {
    const architecture = network({ kind: 'none' });
    for (const other of [1, 2, 3, 4, 5].map((k) => [
      [0, 1],
      [0, k],
      [0, 9],
    ])) {
      assert.ok(usesClasses(architecture, grid(xs, line), grid(otherXs, other)));
      await compare(architecture, await pointByPoint(architecture, xs, line, otherXs, other), grid(xs, line), grid(otherXs, other));
      await compare(architecture, await pointByPoint(architecture, otherXs, other, xs, line), grid(otherXs, other), grid(xs, line));
    }
  });

  test('images that are observed at different coordinates, in any order', async () => {
    const architecture = network({ kind: 'none' });
    // The first image is never seen at [5, 0], so it has no point of that variance.
    const order = Array.from({ length: 36 }, (_, k) => (k * 23) % 36).filter((k) => k !== 5 && k !== 11);
    const { x, z } = expandGrid(xs, line);
    const scattered = paired(
      order.map((k) => x[k]!),
      order.map((k) => z[k]!),
      'rows',
    ) as HypernetworkPoints;
    assert.ok(usesClasses(architecture, scattered));
    const all = await pointByPoint(architecture, xs, line);
    const take = (kernel: Matrix) => toMatrix(order.map((i) => order.map((j) => toRows(kernel)[i]![j]!)));
    await compare(
      architecture,
      Object.fromEntries(Object.entries(all).map(([output, list]) => [output, list.map(take)])),
      scattered,
    );
  });
});

test('any range of rows can be evaluated alone, through the middle of images too', async () => {
  for (const features of FEATURES) {
    const architecture = network(features);
    const outputs = outputsOf(architecture);
    for (const others of [undefined, grid(images(2, 5), pixels(3, 3))]) {
      const points = grid(images(3, 4), pixels(3, 4));
      const rows = new HypernetworkKernelRows(architecture, points, others, outputs, false);
      const { matrices } = await kernelMatrices({ architecture, points, ...(others && { points2: others }), outputs });
      for (const [start, stop] of [
        [0, 36],
        [5, 6],
        [7, 17],
        [11, 25],
        [12, 24],
        [35, 36],
        [9, 9],
      ] as const) {
        const targets = outputs.map((output) => ({
          output,
          layer: rows.layerCount(output),
          data: new Float64Array((stop - start) * rows.columns),
        }));
        rows.evaluate(start, stop, targets);
        for (const { output, data } of targets) {
          for (let p = start; p < stop; p++) {
            for (let q = others ? 0 : p; q < rows.columns; q++) {
              const entry = data[(p - start) * rows.columns + q];
              assert.equal(
                entry,
                matrices[output]!.data[p * rows.columns + q],
                `${output}[${p}, ${q}] of rows ${start} to ${stop}`,
              );
            }
          }
        }
      }
    }
  }
});

test('classes: equal values of equal variances share one, others do not', () => {
  const { values, indexOf } = distinctValues(Float64Array.of(2, 3, 2, 5));
  assert.deepEqual(
    [values, [...indexOf]],
    [
      [2, 3, 5],
      [0, 1, 0, 2],
    ],
  );
  const cross = toMatrix([
    [1, 1, 0],
    [1, 1, 0],
  ]);
  const [left, right] = [Int32Array.of(0, 1), Int32Array.of(0, 0, 2)];
  const classes = coordinateClasses(cross, left, right, 4)!;
  assert.equal(classes.count, 4);
  assert.deepEqual([...classes.classOf], [0, 0, 1, 2, 2, 3]);
  assert.deepEqual([...classes.inner], [1, 0, 1, 0]);
  assert.deepEqual([...classes.leftVariance], [0, 0, 1, 1]);
  assert.deepEqual([...classes.rightVariance], [0, 2, 0, 2]);
  assert.equal(coordinateClasses(cross, left, right, 3), null);
  assert.equal(coordinateClasses(cross, left, right, 0), null);
});
