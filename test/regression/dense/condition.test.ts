import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matrix } from '../../../src/nd-array.ts';
import { inverseOneNorm, oneNorm } from '../../../src/regression/dense/condition.ts';
import { toMatrix } from '../../reference/cases.ts';
import { columnSum, engine, identity, multiply, normalRows, solve, withDiagonal } from '../support.ts';

describe('the condition estimate', () => {
  for (const size of [1, 2, 3, 5, 10, 40])
    test(`of ${size} rows is never too high and within a factor of 3, over eight magnitudes of condition`, async () => {
      for (let seed = 0; seed < 20; seed++) {
        const rows = normalRows(size, size, 100 * size + seed);
        const scaled = rows.map((values, i) => values.map((value) => value * 10 ** (-4 * (i / size) * (seed / 20))));
        const transposed = scaled[0]!.map((_, j) => scaled.map((values) => values[j]!));
        const a = withDiagonal(multiply(scaled, transposed), 1e-9);
        const factor = toMatrix(a);
        assert.ok(Math.abs(oneNorm(factor) / columnSum(a) - 1) < 1e-14);
        assert.equal(await engine.linalg.potrf(factor), null);
        const norm = columnSum(solve(a, identity(size)));
        const ratio = (await inverseOneNorm(factor, engine.linalg)) / norm;
        assert.ok(ratio < 1 + 1e-5 && ratio > 1 / 3, `${ratio} at seed ${seed}`);
      }
    });

  test('the one-norm counts magnitudes', () => {
    assert.equal(oneNorm(matrix(2, 2, Float64Array.of(1, -3, -3, 2))), 5);
  });
});
