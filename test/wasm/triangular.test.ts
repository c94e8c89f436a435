import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMatrix, entries, numbers, withEachBuild } from './support.ts';

/** Around two lanes, eight right-hand sides, the triangular block (32), and several of them. */
const ORDERS = [0, 1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 127, 130, 200];
const WIDTHS = [0, 1, 7, 8, 9, 33];

/** A triangle that stays well conditioned, with noise above the diagonal and in the padding. */
function triangle(n: number, ld: number): Float64Array {
  const l = numbers(n * ld, 11);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) l[i * ld + j] = i === j ? 1 + Math.abs(l[i * ld + j]!) : l[i * ld + j]! / n;
  return l;
}

type Solver = 'trsmLeftLower' | 'trsmLeftLowerTransposed' | 'trsmRightLowerTransposed';

/** B = L·X, Lᵀ·X or X·Lᵀ. */
function multiplied(
  kind: Solver,
  l: Float64Array,
  ldl: number,
  n: number,
  x: Float64Array,
  width: number,
  ld: number,
): Float64Array {
  const out = x.slice();
  const right = kind === 'trsmRightLowerTransposed';
  for (let i = 0; i < n; i++) {
    for (let q = 0; q < width; q++) {
      let sum = 0;
      for (let p = 0; p < n; p++) {
        const entry = kind === 'trsmLeftLowerTransposed' ? (p >= i ? l[p * ldl + i]! : 0) : p <= i ? l[i * ldl + p]! : 0;
        sum += entry * (right ? x[q * ld + p]! : x[p * ld + q]!);
      }
      out[right ? q * ld + i : i * ld + q] = sum;
    }
  }
  return out;
}

withEachBuild((engine, put) => {
  test('potrf gives the factor of naive Cholesky at all orders and leaves the rest alone', () => {
    for (const n of [...ORDERS, 511, 512]) {
      engine.reset();
      const ld = n + 3;
      const factor = triangle(n, ld);
      const before = numbers(n * ld, 12);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let p = 0; p <= j; p++) sum += factor[i * ld + p]! * factor[j * ld + p]!;
          before[i * ld + j] = sum;
        }
      }
      const a = put(before);
      assert.equal(engine.potrf(n, a, ld), -1);
      assertMatrix(engine.view(a, before.length), factor, before, entries(n, n, ld, true), `order ${n}`);
    }
  });

  test('potrf names the pivot that fails and leaves its value on the diagonal', () => {
    for (const failing of [0, 1, 31, 32, 40, 99]) {
      engine.reset();
      const n = 100;
      const a = put(Float64Array.from({ length: n * n }, (_, p) => (p % (n + 1) === 0 ? (p === failing * (n + 1) ? -2.5 : 4) : 0)));
      assert.equal(engine.potrf(n, a, n), failing);
      assert.equal(engine.view(a, n * n)[failing * (n + 1)], -2.5);
    }
    engine.reset();
    assert.equal(engine.potrf(2, put(Float64Array.of(1, 0, Number.NaN, 1)), 2), 1);
    assert.equal(engine.potrf(1, put(Float64Array.of(0)), 1), 0);
  });

  for (const kind of ['trsmLeftLower', 'trsmLeftLowerTransposed', 'trsmRightLowerTransposed'] as const) {
    const right = kind === 'trsmRightLowerTransposed';

    test(`${kind} recovers what was multiplied, at all orders and widths`, () => {
      for (const n of ORDERS) {
        for (const width of WIDTHS) {
          engine.reset();
          const ldl = n + 1;
          const ld = (right ? n : width) + 2;
          const l = triangle(n, ldl);
          const x = numbers((right ? width : n) * ld, 13);
          const before = multiplied(kind, l, ldl, n, x, width, ld);
          const b = put(before);
          if (right) engine[kind](width, n, put(l), ldl, b, ld);
          else engine[kind](n, width, put(l), ldl, b, ld);
          const inside = right ? entries(width, n, ld) : entries(n, width, ld);
          assertMatrix(engine.view(b, before.length), x, before, inside, `order ${n}, width ${width}`);
        }
      }
    });

    test(`${kind} solves each right-hand side alike wherever it stands`, () => {
      const [n, width] = [70, 13];
      const l = triangle(n, n);
      const side = numbers(n, 14);
      const b = put(Float64Array.from({ length: n * width }, (_, p) => side[right ? p % n : Math.floor(p / width)]!));
      if (right) engine[kind](width, n, put(l), n, b, n);
      else engine[kind](n, width, put(l), n, b, width);
      const solved = engine.view(b, n * width);
      for (let i = 0; i < n; i++) {
        for (let q = 1; q < width; q++)
          assert.equal(right ? solved[q * n + i] : solved[i * width + q], right ? solved[i] : solved[i * width]);
      }
    });
  }
});
