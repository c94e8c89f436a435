import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { matrix } from '../../src/nd-array.ts';
import {
  assertClose,
  combined,
  largest,
  lowerTriangle,
  normals,
  positiveDefinite,
  product,
  SIZES,
  transposed,
  triangle,
  withPivot,
} from './matrices.ts';
import { symmetricConformance } from './symmetric-conformance.ts';

/** Rows, inner length, columns. */
const PRODUCTS: [number, number, number][] = [
  ...SIZES.map((n): [number, number, number] => [n, n, n]),
  [1, 130, 1],
  [130, 1, 130],
  [1, 7, 65],
  [65, 7, 1],
  [3, 17, 64],
  [64, 5, 3],
  [17, 64, 2],
  [130, 9, 16],
];

/** Right-hand sides beside each size of a triangle. */
const COLUMNS = [1, 2, 5, 17];

/** What every implementation of the port promises, against plain loops. */
export function backendConformance(backend: LinalgBackend, name = backend.name): void {
  describe(`${name}: gemm`, () => {
    for (const [n, k, m] of PRODUCTS) {
      test(`[${n}, ${k}] × [${k}, ${m}]`, async () => {
        const a = normals(n, k, 1);
        const b = normals(k, m, 2);
        const [aBefore, bBefore] = [a.data.slice(), b.data.slice()];
        const expected = product(a, b);
        assertClose(await backend.gemm(a, b), expected, k * 10, 'A·B');
        assertClose(await backend.gemm(a, b, { transposeB: false }), expected, k * 10, 'A·B');
        assertClose(await backend.gemm(a, transposed(b), { transposeB: true }), expected, k * 10, 'A·Bᵀ');
        assertClose(await backend.gemm(transposed(a), b, { transposeA: true }), expected, k * 10, '(Aᵀ)ᵀ·B');
        const both = await backend.gemm(transposed(a), transposed(b), { transposeA: true, transposeB: true });
        assertClose(both, expected, k * 10, '(Aᵀ)ᵀ·(Bᵀ)ᵀ');
        assert.deepEqual([a.data, b.data], [aBefore, bBefore], 'the arguments are left alone');
      });
    }

    test('NaN and infinities pass through', async () => {
      const a = matrix(2, 2, Float64Array.of(Number.NaN, 1, 1, 1));
      const b = matrix(2, 1, Float64Array.of(0, Number.POSITIVE_INFINITY));
      assert.deepEqual((await backend.gemm(a, b)).data, Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY));
    });

    test('C = α·A·B + β·C is written into C', async () => {
      for (const [alpha, beta] of [
        [2, 0],
        [-0.5, 1],
        [1, -3],
        [0, 2],
      ] as const) {
        const [a, b, into] = [normals(17, 5, 4), normals(5, 9, 5), normals(17, 9, 6)];
        const expected = combined(alpha, product(a, b), beta, into);
        assert.equal(await backend.gemm(a, b, { alpha, beta, into }), into);
        assertClose(into, expected, 100, `${alpha}·A·B + ${beta}·C`);
      }
    });

    test('without beta the old C is not read', async () => {
      const into = matrix(3, 2, new Float64Array(6).fill(Number.NaN));
      const [a, b] = [normals(3, 4, 7), normals(4, 2, 8)];
      await backend.gemm(a, b, { into });
      assertClose(into, product(a, b), 40, 'A·B');
    });

    test('shapes that do not fit are refused', async () => {
      const [a, b] = [matrix(2, 3), matrix(4, 5)];
      await assert.rejects(backend.gemm(a, b), RangeError);
      await assert.rejects(backend.gemm(a, b, { transposeB: true }), RangeError);
      await assert.rejects(backend.gemm(a, matrix(3, 2), { into: matrix(2, 3) }), RangeError);
      await assert.rejects(backend.gemm(a, matrix(3, 2), { beta: 1 }), RangeError);
    });

    test('views into larger arrays', async () => {
      const whole = normals(1, 30, 3).data;
      const a = matrix(3, 4, whole.subarray(2, 14));
      const b = matrix(4, 4, whole.subarray(14));
      assertClose(await backend.gemm(a, b), product(a, b), 40, 'A·B');
    });
  });

  describe(`${name}: potrf`, () => {
    for (const n of SIZES) {
      test(`a positive definite matrix of ${n} rows`, async () => {
        const a = positiveDefinite(n);
        const factor = matrix(n, n, a.data.slice());
        assert.equal(await backend.potrf(factor), null);
        const lower = lowerTriangle(factor);
        for (let i = 0; i < n; i++) assert.ok(lower.data[i * n + i]! > 0, `L[${i}, ${i}] is positive`);
        assertClose(product(lower, transposed(lower)), a, n * largest(a), 'L·Lᵀ');
      });

      test(`an indefinite matrix of ${n} rows reports its first bad pivot`, async () => {
        for (const index of new Set([0, Math.floor(n / 2), n - 1])) {
          for (const pivot of [-1.5, -1e-3]) {
            const failed = await backend.potrf(withPivot(n, index, pivot));
            assert.equal(failed?.index, index);
            const error = Math.abs(failed.value - pivot);
            assert.ok(error < 100 * n * n * Number.EPSILON, `pivot ${failed.value} in place of ${pivot}`);
          }
        }
      });
    }

    test('a view, and nothing beside it', async () => {
      const a = positiveDefinite(9);
      const whole = new Float64Array(9 * 9 + 5).fill(7);
      whole.set(a.data, 3);
      const factor = matrix(9, 9, whole.subarray(3, 3 + 81));
      assert.equal(await backend.potrf(factor), null);
      assertClose(product(lowerTriangle(factor), transposed(lowerTriangle(factor))), a, 9 * largest(a), 'L·Lᵀ');
      assert.deepEqual([...whole.subarray(0, 3), ...whole.subarray(84)], [7, 7, 7, 7, 7]);
    });

    test('a matrix that is not square is refused', async () => {
      await assert.rejects(backend.potrf(matrix(2, 3)), RangeError);
    });

    test('only the lower triangle is read', async () => {
      const n = 9;
      const a = positiveDefinite(n);
      const expected = matrix(n, n, a.data.slice());
      await backend.potrf(expected);
      for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) a.data[i * n + j] = Number.NaN;
      assert.equal(await backend.potrf(a), null);
      assert.deepEqual(lowerTriangle(a), lowerTriangle(expected));
    });

    test('a pivot of exactly 0 is not positive', async () => {
      assert.deepEqual(await backend.potrf(matrix(2, 2, Float64Array.of(4, 2, 2, 1))), { index: 1, value: 0 });
      assert.deepEqual(await backend.potrf(matrix(1, 1)), { index: 0, value: 0 });
    });

    test('of two bad pivots the first is reported', async () => {
      const a = withPivot(17, 5, -2);
      a.data[12 * 17 + 12] = -1000;
      assert.equal((await backend.potrf(a))?.index, 5);
    });

    for (const n of [1, 5, 64, 65]) {
      test(`NaN among ${n} rows is reported as a pivot, on the diagonal and beside it`, async () => {
        const entries = new Set([0, n * n - 1, (n - 1) * n, Math.floor(n / 2) * (n + 1)]);
        for (const entry of entries) {
          const a = positiveDefinite(n);
          a.data[entry] = Number.NaN;
          a.data[(entry % n) * n + Math.floor(entry / n)] = Number.NaN;
          assert.deepEqual(await backend.potrf(a), { index: Math.floor(entry / n), value: Number.NaN });
        }
      });
    }
  });

  describe(`${name}: trsm`, () => {
    for (const n of SIZES) {
      test(`${n} rows`, async () => {
        const lower = triangle(n);
        for (const columns of COLUMNS) {
          for (const transpose of [false, true]) {
            const expected = normals(n, columns, n + columns);
            const right = product(transpose ? transposed(lower) : lower, expected);
            const poisoned = matrix(n, n, lower.data.slice());
            for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) poisoned.data[i * n + j] = Number.NaN;
            const before = poisoned.data.slice();
            await backend.trsm(poisoned, right, { transpose });
            assertClose(right, expected, 100 * n, transpose ? 'L⁻ᵀB' : 'L⁻¹B');
            assert.deepEqual(poisoned.data, before, 'L is left alone');
          }
        }
      });
    }

    test('shapes that do not fit are refused', async () => {
      await assert.rejects(backend.trsm(matrix(2, 3), matrix(2, 1)), RangeError);
      await assert.rejects(backend.trsm(matrix(3, 3), matrix(2, 1)), RangeError);
    });

    test('without options it is L⁻¹B', async () => {
      const b = matrix(2, 1, Float64Array.of(2, 7));
      await backend.trsm(matrix(2, 2, Float64Array.of(2, 0, 3, 4)), b);
      assert.deepEqual(b.data, Float64Array.of(1, 1));
    });
  });
  symmetricConformance(backend, name);
}
