import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CoordinateFeatures } from '../../../../src/kernels/architecture.ts';
import { matrix } from '../../../../src/nd-array.ts';
import { type CoordinateBasis, coordinateBasis } from '../../../../src/regression/full-grid/decomposition/coordinate-basis.ts';
import { factorsInBasis } from '../../../../src/regression/full-grid/decomposition/coordinate-factors.ts';
import { fromBasis, toBasis } from '../../../../src/regression/full-grid/decomposition/layout.ts';
import { pairClasses } from '../../../../src/regression/full-grid/decomposition/pair-classes.ts';
import { toMatrix, toRows } from '../../../reference/cases.ts';
import type { Rows } from '../../../reference/naive-kernels.ts';
import { identity, multiply, normalRows } from '../../support.ts';

const LIMIT: CoordinateFeatures = { kind: 'fourier_limit', lengthScale: 1.3 };
const PLAIN: CoordinateFeatures = { kind: 'none' };

const grid = (height: number, width: number): Rows =>
  Array.from({ length: height * width }, (_, k) => [Math.floor(k / width), k % width]);
const tenths = grid(4, 5).map((row) => row.map((value) => 0.1 * value));

/** What each set of coordinates comes to: the sizes of the blocks. */
const CASES: [name: string, features: CoordinateFeatures, z: Rows, blocks: number[]][] = [
  ['an even grid', LIMIT, grid(4, 6), [6, 6, 6, 6]],
  ['an odd grid', LIMIT, grid(3, 5), [6, 3, 4, 2]],
  ['one row', LIMIT, grid(1, 5), [3, 2]],
  ['one coordinate', LIMIT, grid(1, 1), [1]],
  [
    'a grid in disorder',
    LIMIT,
    [...grid(4, 6)].reverse().sort((a, b) => ((a[0]! * 7 + a[1]! * 5) % 11) - ((b[0]! * 7 + b[1]! * 5) % 11)),
    [6, 6, 6, 6],
  ],
  ['a grid with a hole', LIMIT, grid(4, 4).slice(1), [15]],
  ['scattered coordinates', PLAIN, normalRows(6, 2, 1), [6]],
  ['a grid from the origin, without features', PLAIN, grid(3, 3), [9]],
  ['a grid about the origin, without features', PLAIN, grid(3, 3).map((row) => row.map((value) => value - 1)), [4, 2, 2, 1]],
];

const dense = ({ width, places, weights }: CoordinateBasis, p: number): Rows =>
  Array.from({ length: p }, (_, f) => {
    const row = new Array<number>(p).fill(0);
    for (let e = f * width; e < (f + 1) * width; e++) row[places[e]!]! += weights[e]!;
    return row;
  });

const transpose = (rows: Rows): Rows => rows[0]!.map((_, j) => rows.map((row) => row[j]!));

function assertEqual(found: Rows, expected: Rows, tolerance = 1e-14): void {
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries()) assert.ok(Math.abs(found[i]![j]! - value) < tolerance, `${i}, ${j}`);
}

for (const [name, features, rows, blocks] of CASES) {
  describe(name, () => {
    const z = toMatrix(rows);
    const p = rows.length;
    const classes = pairClasses(features, z);
    const basis = coordinateBasis(z, classes);

    test('blocks', () => assert.deepEqual(basis.blocks, blocks));

    test('the basis is orthonormal', () => {
      const r = dense(basis, p);
      assertEqual(multiply(r, transpose(r)), identity(p));
    });

    test('factors are block-diagonal in it', () => {
      const coefficients = toMatrix(normalRows(2, classes.count, 3));
      // A factor of a symmetric kernel is symmetric.
      for (let i = 0; i < p; i++)
        for (let j = 0; j < i; j++)
          for (const q of [0, 1]) {
            const [one, other] = [classes.classOf[i * p + j]!, classes.classOf[j * p + i]!];
            coefficients.data[q * classes.count + one] = coefficients.data[q * classes.count + other]!;
          }
      const { blocks: found } = factorsInBasis(coefficients, classes.classOf, basis);
      const r = dense(basis, p);
      for (const q of [0, 1]) {
        const factor = toRows(
          matrix(
            p,
            p,
            Float64Array.from(classes.classOf, (kind) => coefficients.data[q * classes.count + kind]!),
          ),
        );
        const whole = Array.from({ length: p }, () => new Array<number>(p).fill(0));
        let first = 0;
        for (const { factors } of found) {
          for (const [i, values] of toRows(factors[q]!).entries())
            for (const [j, value] of values.entries()) whole[first + i]![first + j] = value;
          first += factors[q]!.shape[0];
        }
        assertEqual(whole, multiply(multiply(r, factor), transpose(r)), 1e-13);
      }
    });

    test('vectors there and back', () => {
      const values = Float64Array.from(normalRows(2 * 3, p, 4).flat());
      const coefficients = toBasis(basis, 3, values);
      const back = fromBasis(basis, 3, coefficients);
      for (const [k, value] of values.entries()) assert.ok(Math.abs(back[k]! - value) < 1e-14);
      const square = (v: Float64Array) => v.reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(square(coefficients) / square(values) - 1) < 1e-14);
    });
  });
}

test('tenths are mirrored though their differences round', () => {
  assert.ok(coordinateBasis(toMatrix(tenths), pairClasses(PLAIN, toMatrix(tenths.map(() => [1, 1])))).blocks.length > 1);
});

test('without reflections each coordinate stands for itself', () => {
  const z = toMatrix(normalRows(5, 2, 1));
  const values = Float64Array.from(normalRows(6, 5, 4).flat());
  assert.deepEqual(toBasis(coordinateBasis(z, pairClasses(PLAIN, z)), 3, values), values);
});
