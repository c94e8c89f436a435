import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import { distinctRows } from '../../src/kernels/distinct-rows.ts';
import { checkPoints, indexPoints, type Points, pointCount } from '../../src/kernels/points.ts';
import { matrix } from '../../src/nd-array.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix, toRows } from '../reference/cases.ts';

const MLP = mlp(2, RELU);
const HYPERNETWORK = hypernetwork(MLP, MLP);

test('pointCount: rows of x, or every pair of a grid', () => {
  assert.equal(pointCount({ x: matrix(3, 2) }), 3);
  assert.equal(pointCount({ x: matrix(3, 2), z: matrix(3, 1), pairing: 'rows' }), 3);
  assert.equal(pointCount({ x: matrix(3, 2), z: matrix(4, 1), pairing: 'grid' }), 12);
});

describe('distinctRows', () => {
  test('in order of first appearance', () => {
    const { rows, indexOf } = distinctRows(
      toMatrix([
        [1, 2],
        [3, 4],
        [1, 2],
        [5, 6],
        [3, 4],
        [1, 2],
      ]),
    );
    assert.deepEqual(toRows(rows), [
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    assert.deepEqual([...indexOf], [0, 1, 0, 2, 1, 0]);
  });

  test('rows that differ in one last bit, or in the order of their numbers, are different', () => {
    const source = toMatrix([
      [1, 2],
      [1, 2 + 2 ** -51],
      [2, 1],
    ]);
    const { rows, indexOf } = distinctRows(source);
    assert.equal(rows, source, 'without repetitions nothing is copied');
    assert.deepEqual([...indexOf], [0, 1, 2]);
  });

  test('many rows: every row is found where it went', () => {
    const count = 5000;
    const source = matrix(
      count,
      3,
      Float64Array.from({ length: 3 * count }, (_, k) => (Math.floor(k / 3) * 7919) % [11, 13, 17][k % 3]!),
    );
    const { rows, indexOf } = distinctRows(source);
    assert.equal(rows.shape[0], 11 * 13 * 17);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < 3; k++) assert.equal(rows.data[3 * indexOf[i]! + k], source.data[3 * i + k]);
    }
  });
});

describe('indexPoints', () => {
  const x = [[1], [2], [1]];
  const z = [
    [5, 0],
    [5, 0],
    [6, 0],
  ];

  test('rows go together one by one', () => {
    const { count, images, coordinates, imageOf, coordinateOf } = indexPoints(paired(x, z, 'rows') as never);
    assert.equal(count, 3);
    assert.deepEqual(toRows(images), [[1], [2]]);
    assert.deepEqual(toRows(coordinates), [
      [5, 0],
      [6, 0],
    ]);
    assert.deepEqual([...imageOf], [0, 1, 0]);
    assert.deepEqual([...coordinateOf], [0, 0, 1]);
  });

  test('a grid is x-major, repetitions included', () => {
    const { count, images, coordinates, imageOf, coordinateOf } = indexPoints(paired(x, [...z, [7, 0]], 'grid') as never);
    assert.equal(count, 12);
    assert.deepEqual(
      [images.shape, coordinates.shape],
      [
        [2, 1],
        [3, 2],
      ],
    );
    assert.deepEqual([...imageOf], [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]);
    assert.deepEqual([...coordinateOf], [0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2]);
  });
});

describe('checkPoints', () => {
  const x = matrix(3, 2);
  const z = matrix(3, 1);
  const good: [Architecture, Points, Points?][] = [
    [MLP, { x }],
    [MLP, { x }, { x: matrix(1, 2) }],
    [HYPERNETWORK, { x, z, pairing: 'rows' }],
    [HYPERNETWORK, { x, z: matrix(5, 1), pairing: 'grid' }, { x, z, pairing: 'rows' }],
  ];
  const bad: [what: string, code: string, path: string, Architecture, Points, Points?][] = [
    ['no rows', 'empty_array', '/p/x', MLP, { x: matrix(0, 2) }],
    ['no columns', 'empty_array', '/p/x', MLP, { x: matrix(2, 0) }],
    ['z for an mlp', 'invalid_value', '/p/z', MLP, { x, z, pairing: 'rows' }],
    ['no z for a hypernetwork', 'invalid_value', '/p/z', HYPERNETWORK, { x }],
    ['no coordinates', 'empty_array', '/p/z', HYPERNETWORK, { x, z: matrix(0, 1), pairing: 'grid' }],
    ['coordinates without columns', 'empty_array', '/p/z', HYPERNETWORK, { x, z: matrix(3, 0), pairing: 'rows' }],
    ['one row of z too many', 'shape_mismatch', '/p/z', HYPERNETWORK, { x, z: matrix(4, 1), pairing: 'rows' }],
    ['x of another width', 'shape_mismatch', '/p/x', MLP, { x }, { x: matrix(3, 3) }],
    [
      'z of another width',
      'shape_mismatch',
      '/p/z',
      HYPERNETWORK,
      { x, z, pairing: 'rows' },
      { x, z: matrix(3, 2), pairing: 'rows' },
    ],
  ];

  for (const [index, [architecture, points, others]] of good.entries()) {
    test(`good points ${index}`, () => checkPoints(architecture, points, '/p', others));
  }
  for (const [what, code, path, architecture, points, others] of bad) {
    test(what, () => {
      assert.throws(
        () => checkPoints(architecture, points, '/p', others),
        (error) => isHypertangentError(error) && error.code === code && (error.details as { path: string }).path === path,
      );
    });
  }
});
