import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbers, withEachBuild } from './support.ts';

const SIZES = [0, 1, 2, 3, 7, 8, 9, 33];

withEachBuild((engine, put) => {
  const putIndices = (indices: number[]) => {
    const offset = engine.allocate(Math.ceil(indices.length / 2));
    new Int32Array(engine.view(offset, Math.ceil(indices.length / 2)).buffer, offset, indices.length).set(indices);
    return offset;
  };

  test('gather: every pair of a row and a column of the table, rows that repeat among them', () => {
    const [height, width] = [5, 11];
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        engine.reset();
        const values = numbers(height * width);
        const left = Array.from({ length: rows }, (_, i) => (i >> 1) % height);
        const right = Array.from({ length: columns }, (_, j) => (7 * j) % width);
        const [table, l, r] = [put(values), putIndices(left), putIndices(right)];
        const out = put(new Float64Array(rows * columns + 1).fill(9));
        engine.gather(rows, columns, table, width, l, r, out);
        const expected = left.flatMap((i) => right.map((j) => values[i * width + j]!));
        assert.deepEqual([...engine.view(out, rows * columns + 1)], [...expected, 9]);
      }
    }
  });

  test('multiply: as many numbers as it is told, in place too', () => {
    for (const count of SIZES) {
      engine.reset();
      const [a, b] = [numbers(count + 1, 1), numbers(count + 1, 2)];
      const [left, right] = [put(a), put(b)];
      engine.multiply(count, left, right, left);
      const expected = a.map((value, k) => (k < count ? value * b[k]! : value));
      assert.deepEqual(engine.view(left, count + 1), expected);
    }
  });

  test('transpose: every shape', () => {
    for (const rows of SIZES) {
      for (const columns of SIZES) {
        engine.reset();
        const values = numbers(rows * columns);
        const [source, target] = [put(values), put(new Float64Array(rows * columns))];
        engine.transpose(rows, columns, source, target);
        const expected = values.map((_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!);
        assert.deepEqual(engine.view(target, rows * columns), expected);
      }
    }
  });
});
