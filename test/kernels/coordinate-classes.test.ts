import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CoordinateFeatures, Hypernetwork, KernelOutput } from '../../src/kernels/architecture.ts';
import { coordinateClasses, distinctValues } from '../../src/kernels/coordinate-classes.ts';
import { HypernetworkGridRows } from '../../src/kernels/hypernetwork-grid.ts';
import { HypernetworkPointRows } from '../../src/kernels/hypernetwork-points.ts';
import { prepareHypernetwork } from '../../src/kernels/hypernetwork-problem.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { kernelRowsOf } from '../../src/kernels/kernel-rows-of.ts';
import { PlainPasses } from '../../src/kernels/plain-passes.ts';
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

function rowsOf(
  architecture: Hypernetwork,
  points: HypernetworkPoints,
  others?: HypernetworkPoints,
  outputs = ['nngp'] as KernelOutput[],
) {
  return kernelRowsOf({ architecture, points, ...(others && { points2: others }), outputs, layers: false }, new PlainPasses());
}

/** Classes are used where all coordinates have one variance and an image pair has at least twice as many entries as classes. */
function usesClasses(architecture: Hypernetwork, points: HypernetworkPoints, others?: HypernetworkPoints): boolean {
  return rowsOf(architecture, points, others) instanceof HypernetworkGridRows;
}

/** All outputs and layers without classes: every pair of points through the recursion. */
async function pointByPoint(architecture: Hypernetwork, xs: Rows, zs: Rows, otherXs = xs, otherZs = zs) {
  const wanted = outputsOf(architecture);
  const passes = new PlainPasses();
  const request = { architecture, points: grid(xs, zs), others: grid(otherXs, otherZs), wanted, allLayers: true };
  const rows = new HypernetworkPointRows(prepareHypernetwork(request, passes), passes);
  const all: Record<string, Matrix[]> = {};
  for (const output of wanted) {
    all[output] = Array.from({ length: rows.layerCount(output) }, () => matrix(rows.rows, rows.columns));
    rows.evaluate(
      0,
      rows.rows,
      all[output].map(({ data }, index) => ({ output, layer: index + 1, data })),
    );
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
      assert.equal(usesClasses(architecture, grid(xs, zs)), features.kind === 'fourier_limit');
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

  test('coordinates of different variances on one side or both go point by point', async () => {
    const architecture = network({ kind: 'none' });
    const circle = [0, 1, 2, 3, 0, 1, 2, 3].map((k) => [
      Math.round(Math.cos((k * Math.PI) / 2)),
      Math.round(Math.sin((k * Math.PI) / 2)),
    ]);
    assert.ok(usesClasses(architecture, grid(xs, circle)));
    await compare(architecture, await pointByPoint(architecture, xs, circle), grid(xs, circle));
    for (const other of [line, [[0, 2]]]) {
      assert.ok(!usesClasses(architecture, grid(xs, circle), grid(otherXs, other)));
      await compare(
        architecture,
        await pointByPoint(architecture, xs, circle, otherXs, other),
        grid(xs, circle),
        grid(otherXs, other),
      );
      await compare(
        architecture,
        await pointByPoint(architecture, otherXs, other, xs, circle),
        grid(otherXs, other),
        grid(xs, circle),
      );
    }
  });

  test('images that are observed at different coordinates, in any order', async () => {
    const architecture = network({ kind: 'fourier_limit', lengthScale: 2 });
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
      const rows = rowsOf(architecture, points, others, outputs);
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

test('classes: equal values share one, where all variances are equal', () => {
  const { values, indexOf } = distinctValues(Float64Array.of(2, 3, 2, 5))!;
  assert.deepEqual(values, [2, 3, 5]);
  assert.deepEqual([...indexOf], [0, 1, 0, 2]);
  assert.equal(distinctValues(Float64Array.of(2, 3, 2, 5), 2), null);
  const cross = toMatrix([
    [1, 1, 0],
    [1, 7, 0],
  ]);
  const ones = (count: number) => new Float64Array(count).fill(1);
  const classes = coordinateClasses(cross, ones(2), ones(3), 3)!;
  assert.deepEqual([...classes.values], [1, 0, 7]);
  assert.deepEqual([...classes.classOf], [0, 0, 1, 0, 2, 1]);
  assert.equal(coordinateClasses(cross, ones(2), ones(3), 2.9), null);
  assert.equal(coordinateClasses(cross, ones(2), Float64Array.of(1, 1, 2), 3), null);
  assert.equal(coordinateClasses(cross, Float64Array.of(2, 2), ones(3), 3), null);
});
