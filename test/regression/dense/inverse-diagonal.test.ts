import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { INVERSE_BLOCK, inverseDiagonal } from '../../../src/regression/dense/inverse-diagonal.ts';
import { toMatrix } from '../../reference/cases.ts';
import { engine, identity, multiply, normalRows, solve, withDiagonal } from '../support.ts';

/** A positive definite matrix and its Cholesky factor, NaN above the diagonal. */
async function factored(size: number) {
  const rows = normalRows(size, size + 2, size);
  const transposed = rows[0]!.map((_, j) => rows.map((values) => values[j]!));
  const a = withDiagonal(multiply(rows, transposed), 0.5);
  const factor = toMatrix(a);
  assert.equal(await engine.linalg.potrf(factor), null);
  for (let i = 0; i < size; i++) factor.data.fill(Number.NaN, i * size + i + 1, (i + 1) * size);
  return { a, factor };
}

for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 13])
  test(`${size} rows in blocks of 4: the diagonal of the inverse`, async () => {
    const { a, factor } = await factored(size);
    const inverse = solve(a, identity(size));
    const diagonal = await inverseDiagonal(factor, engine.linalg, uncontrolled, 4);
    for (const [i, value] of diagonal.entries()) assert.ok(Math.abs(value / inverse[i]![i]! - 1) < 1e-11, `${value} at ${i}`);
  });

test('the size of a block does not matter, and progress grows to less than 1', async () => {
  const size = INVERSE_BLOCK + 45;
  const { factor } = await factored(size);
  const fractions: number[] = [];
  const control = { checkpoint: async (fraction: number) => void fractions.push(fraction), stage: () => {} };
  const whole = await inverseDiagonal(factor, engine.linalg, uncontrolled, size);
  const parts = await inverseDiagonal(factor, engine.linalg, control);
  for (const [i, value] of parts.entries()) assert.ok(Math.abs(value / whole[i]! - 1) < 1e-12);
  assert.ok(fractions.length === 2 && fractions[0] === 0 && fractions[1]! > 0 && fractions[1]! < 1);
});
