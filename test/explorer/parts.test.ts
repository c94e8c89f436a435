import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { numbersIn, shortNumber } from '../../src/explorer/formats/numbers.ts';
import { csvOf } from '../../src/explorer/formats/table.ts';
import { batchSizes } from '../../src/explorer/views/kernels/batches.ts';
import { merged, momentsOf, NO_MOMENTS, standardErrors } from '../../src/explorer/views/kernels/moments.ts';
import { parseCsv } from '../../src/explorer/views/searches/data-sets.ts';
import { trainingSizes } from '../../src/explorer/views/searches/training-sizes.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1);

describe('what the explorer computes itself', () => {
  test('batches merge to what all their networks together would give', () => {
    const batches = [
      [1, 4, 2],
      [7, 3],
      [0.5, 9, 2, 2],
    ];
    const all = batches.flat();
    const together = batches.map((batch) => momentsOf(batch.length, [mean(batch)], [variance(batch)])).reduce(merged, NO_MOMENTS);
    assert.equal(together.count, all.length);
    assert.ok(Math.abs(together.mean[0]! - mean(all)) < 1e-12);
    assert.ok(Math.abs(standardErrors(together)[0]! - Math.sqrt(variance(all) / all.length)) < 1e-12);
  });

  test('batches grow, are of 2 networks at least, and make up what was asked for', () => {
    for (const networks of [10, 15, 100, 300, 1000, 3001]) {
      const sizes = batchSizes(networks);
      assert.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        networks,
      );
      assert.ok(sizes.every((size) => size >= 2));
    }
    assert.deepEqual(batchSizes(70), [10, 20, 40]);
  });

  test('learning curves go up to all points, in steps that can be told apart', () => {
    assert.deepEqual(trainingSizes(36), [4, 8, 16, 36]);
    assert.deepEqual(trainingSizes(64), [4, 8, 16, 32, 64]);
    assert.deepEqual(trainingSizes(3), [3]);
  });

  test('pasted numbers', () => {
    assert.deepEqual(parseCsv('a,b\n1,2\n3,4\n\n5,6\n7,8\n'), { x: [[1], [3], [5], [7]], y: [2, 4, 6, 8] });
    assert.deepEqual(parseCsv('1 2 3\n1\t2\t4\n1; 2; 5\n1, 2, 6').x[2], [1, 2]);
    assert.throws(() => parseCsv('1,2\n3\n4,5\n6,7'), /line 2 has 1 numbers, the first has 2/);
    assert.throws(() => parseCsv('1,2\n3,\n4,5\n6,7'), /line 2: “” is no number/);
    assert.throws(() => parseCsv('1,2'), /4 lines at least/);
    assert.throws(() => parseCsv('1\n2\n3\n4'), /two numbers at least/);
  });

  test('numbers for people and for programs', () => {
    assert.deepEqual(
      [0.12345678, -2, 1e-7, 2.5e-9, 1234.5, 0, Number.NaN].map((value) => shortNumber(value)),
      ['0.1235', '−2', '10⁻⁷', '2.5 × 10⁻⁹', '1,235', '0', '–'],
    );
    assert.deepEqual(numbersIn('8, 32;x 128'), [8, 32, 128]);
    assert.equal(csvOf({ columns: ['a', 'b "c"'], rows: [[0.1 + 0.2, null]] }), 'a,"b ""c"""\r\n0.30000000000000004,\r\n');
  });
});
