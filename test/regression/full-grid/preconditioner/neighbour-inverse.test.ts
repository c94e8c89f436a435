import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../../src/control.ts';
import { matrix } from '../../../../src/nd-array.ts';
import { combineImages } from '../../../../src/regression/full-grid/decomposition/combine-images.ts';
import { decompose } from '../../../../src/regression/full-grid/decomposition/decompose.ts';
import { GridSystem } from '../../../../src/regression/full-grid/grid-system.ts';
import { EigenInverse } from '../../../../src/regression/full-grid/preconditioner/eigen-inverse.ts';
import type { MakeInverse } from '../../../../src/regression/full-grid/preconditioner/image-inverse.ts';
import { nearestKronecker } from '../../../../src/regression/full-grid/preconditioner/nearest-kronecker.ts';
import { NeighbourInverse } from '../../../../src/regression/full-grid/preconditioner/neighbour-inverse.ts';
import { earlierNeighbours } from '../../../../src/regression/full-grid/preconditioner/neighbours.ts';
import { SHIFT_SHARES } from '../../../../src/regression/full-grid/preconditioner/schur-inverses.ts';
import { SparseInverse } from '../../../../src/regression/full-grid/preconditioner/sparse-inverse.ts';
import { hypernetwork, mlp, RELU, relativeError, toMatrix, toRows } from '../../../reference/cases.ts';
import type { Rows } from '../../../reference/naive-kernels.ts';
import { engine, identity, multiply, normalRows, solve, withDiagonal } from '../../support.ts';

const IMAGES = 24;
const grid = {
  architecture: hypernetwork(mlp(3, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1.2 }),
  kernel: 'ntk' as const,
  x: toMatrix(normalRows(IMAGES, 5, 1)),
  z: toMatrix(Array.from({ length: 6 }, (_, k) => [Math.floor(k / 3), k % 3])),
};
const decomposition = await decompose(grid, { tolerance: 1e-8, mostNumbers: 1e9 }, engine);
const { alpha } = await nearestKronecker(decomposition, engine.linalg);
const a0 = toRows(await combineImages(decomposition.sum.images, alpha, engine));
const meanVariance = a0.reduce((sum, row, i) => sum + row[i]!, 0) / IMAGES;

/** What the inverse makes of `columns` for scales b. */
async function applied(make: MakeInverse, columns: Rows, scales: number[], ridge: number): Promise<Rows> {
  const { images } = await make(grid, decomposition, engine, uncontrolled);
  const given = toMatrix(columns);
  const scratch = new Float64Array(given.data.length);
  await images.multiply(given, Float64Array.from(scales), ridge, scratch);
  return toRows(given);
}

const expectedOf = (columns: Rows, scales: number[], ridge: number): Rows => {
  const solved = scales.map((scale, j) => {
    const shifted = withDiagonal(
      a0.map((row) => row.map((value) => scale * value)),
      ridge,
    );
    return solve(
      shifted,
      columns.map((row) => [row[j]!]),
    );
  });
  return columns.map((_, i) => solved.map((column) => column[i]![0]!));
};

describe('inverses of b·A + λI', () => {
  const scales = [-1e-9, 0.01, 0.7, 30];
  const columns = normalRows(IMAGES, scales.length, 2);

  test('by eigenvectors: exact', async () => {
    const found = await applied(EigenInverse.make, columns, scales, 0.01);
    assert.ok(relativeError(found, expectedOf(columns, [0, 0.01, 0.7, 30], 0.01)) < 1e-9);
  });

  test('by landmarks and every neighbour: exact at a shift that has an inverse of its own', async () => {
    const landmarks = 6;
    const chosen = Array.from({ length: landmarks }, (_, k) => Math.floor(((k + 0.5) * IMAGES) / landmarks));
    const others = a0.flatMap((row, i) => (chosen.includes(i) ? [] : [row[i]!]));
    const shift = SHIFT_SHARES[2]! * (others.reduce((sum, value) => sum + value, 0) / others.length);
    const given = columns.map((row) => row.slice(0, 2));
    const make = NeighbourInverse.with({ landmarks, neighbours: IMAGES });
    const found = await applied(make, given, [0.5, 0.5], 0.5 * shift);
    assert.ok(relativeError(found, expectedOf(given, [0.5, 0.5], 0.5 * shift)) < 1e-8);
  });

  test('by landmarks and few neighbours: symmetric, positive, and nearer than landmarks alone', async () => {
    const errors: number[] = [];
    for (const neighbours of [0, 4]) {
      const make = NeighbourInverse.with({ landmarks: 6, neighbours });
      const scale = 1;
      const ridge = 1e-3 * meanVariance;
      const unit = identity(IMAGES);
      const inverse = unit.map(() => [] as number[]);
      for (let j = 0; j < IMAGES; j++) {
        const column = await applied(
          make,
          unit.map((row) => [row[j]!]),
          [scale],
          ridge,
        );
        for (const [i, [value]] of column.entries()) inverse[i]!.push(value!);
      }
      const largest = Math.max(...inverse.flat().map(Math.abs));
      for (let i = 0; i < IMAGES; i++)
        for (let j = 0; j < i; j++) assert.ok(Math.abs(inverse[i]![j]! - inverse[j]![i]!) < 1e-9 * largest);
      const values = await engine.linalg.syev(toMatrix(inverse));
      assert.ok(values[0]! > 0);
      const product = multiply(
        inverse,
        withDiagonal(
          a0.map((row) => row.map((value) => scale * value)),
          ridge,
        ),
      );
      errors.push(
        Math.sqrt(
          withDiagonal(product, -1)
            .flat()
            .reduce((sum, value) => sum + value ** 2, 0),
        ),
      );
    }
    assert.ok(errors[1]! < 0.8 * errors[0]!, `${errors}`);
  });

  test('a system solved with either has one solution', async () => {
    const rhs = Float64Array.from(normalRows(IMAGES, 6, 3).flat());
    const solutions: Rows[] = [];
    for (const make of [EigenInverse.make, NeighbourInverse.make, NeighbourInverse.with({ landmarks: 3, neighbours: 2 })]) {
      const system = await GridSystem.make(grid, 1e-10, engine, uncontrolled, make);
      const { x, iterations } = await system.solve(rhs.slice(), 1, 0.01, { tolerance: 1e-10, mostIterations: 300 }, uncontrolled);
      assert.ok(iterations > 1);
      solutions.push([[...x]]);
    }
    for (const solution of solutions.slice(1)) assert.ok(relativeError(solution, solutions[0]!) < 1e-7);
  });
});

test('neighbours are the earlier rows of the smallest angles', async () => {
  const rows = normalRows(600, 4, 5);
  rows[7] = rows[3]!.map((value) => 2 * value);
  rows[9] = [0, 0, 0, 0];
  const found = await earlierNeighbours(toMatrix(rows), 3, engine.linalg, uncontrolled);
  const cosine = (a: number[], b: number[]) => {
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, k) => sum + value * v[k]!, 0);
    return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
  };
  assert.deepEqual([found[0]!.length, found[1]!.length, found[2]!.length, found[3]!.length], [0, 1, 2, 3]);
  assert.equal(found[7]![0], 3);
  for (const i of [20, 511, 512, 599]) {
    const expected = Array.from({ length: i }, (_, j) => j).sort((a, b) => cosine(rows[i]!, rows[b]!) - cosine(rows[i]!, rows[a]!));
    assert.deepEqual([...found[i]!], expected.slice(0, 3));
  }
});

describe('sparse inverse', () => {
  const s = withDiagonal(multiply(normalRows(5, 8, 6), normalRows(8, 5, 7)), 0).map((row, i, all) =>
    row.map((value, j) => (value + all[j]![i]!) / 20),
  );
  const positive = withDiagonal(s, 4);
  const block = (places: number[]) => toMatrix(places.map((i) => places.map((j) => positive[i]![j]!)));

  test('with every earlier index it is the inverse, on the columns that are asked for', () => {
    const inverse = new SparseInverse(positive.map((_, i) => Int32Array.from({ length: i }, (_, k) => k)));
    for (const [i] of positive.entries()) inverse.addRow(block(Array.from({ length: i + 1 }, (_, k) => k)));
    const columns = normalRows(5, 3, 8);
    const found = toMatrix(columns);
    inverse.multiply(found.data, 3, 1, 3);
    const expected = solve(positive, columns);
    for (let i = 0; i < 5; i++) assert.equal(found.data[3 * i], columns[i]![0]);
    assert.ok(
      relativeError(
        toRows(found).map((row) => row.slice(1)),
        expected.map((row) => row.slice(1)),
      ) < 1e-12,
    );
  });

  test('with none it is the inverse of the diagonal', () => {
    const inverse = new SparseInverse(positive.map(() => new Int32Array(0)));
    for (const [i] of positive.entries()) inverse.addRow(block([i]));
    const found = matrix(5, 1, new Float64Array(5).fill(1));
    inverse.multiply(found.data, 1, 0, 1);
    for (const [i, value] of found.data.entries()) assert.ok(Math.abs(value * positive[i]![i]! - 1) < 1e-14);
  });

  test('a block without a factor leaves its diagonal', () => {
    const inverse = new SparseInverse([new Int32Array(0), Int32Array.of(0)]);
    inverse.addRow(matrix(1, 1, Float64Array.of(1)));
    inverse.addRow(matrix(2, 2, Float64Array.of(1, 2, 2, 1)));
    const found = Float64Array.of(3, 5);
    inverse.multiply(found, 1, 0, 1);
    assert.deepEqual([...found], [3, 5]);
  });
});
