import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elementCount, matrix, row } from '../src/nd-array.ts';

test('elementCount multiplies the lengths of the axes', () => {
  assert.equal(elementCount([]), 1);
  assert.equal(elementCount([3]), 3);
  assert.equal(elementCount([2, 0, 4]), 0);
  assert.equal(elementCount([2, 3, 4]), 24);
});

test('a matrix is zeros, or a view of the numbers given', () => {
  assert.deepEqual(matrix(2, 3), { shape: [2, 3], data: new Float64Array(6) });
  const data = Float64Array.of(1, 2);
  assert.equal(matrix(1, 2, data).data, data);
  assert.deepEqual(matrix(0, 5).shape, [0, 5]);
});

test('a matrix refuses numbers that do not fit', () => {
  for (const [rows, columns] of [
    [2, 2],
    [1, 4],
    [0, 3],
  ] as const) {
    assert.throws(() => matrix(rows, columns, new Float64Array(3)), RangeError);
  }
});

test('a row is a view', () => {
  const source = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(row(source, 0), Float64Array.of(1, 2, 3));
  const last = row(source, 1);
  last[0] = 9;
  assert.equal(source.data[3], 9);
});
