import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { choleskySolve, posv } from '../../src/linalg/solve.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { assertClose, combined, lowerTriangle, normals, positiveDefinite, product, SIZES, transposed } from './matrices.ts';
import { syevConformance } from './syev-conformance.ts';

/** The part of the conformance suite that is about symmetric matrices. */
export function symmetricConformance(backend: LinalgBackend, name = backend.name): void {
  describe(`${name}: syrk`, () => {
    for (const n of SIZES) {
      test(`${n} rows`, async () => {
        for (const k of [1, 3, 16, 65]) {
          const a = normals(n, k, n + k);
          const expected = product(a, transposed(a));
          const whole = await backend.syrk(a);
          assertClose(whole, expected, k * 10, 'A·Aᵀ');
          assert.deepEqual(whole.data, transposed(whole).data, 'symmetric to the last bit');
        }
      });
    }

    test('of C the lower triangle alone, if so asked', async () => {
      const [a, into] = [normals(9, 4, 1), normals(9, 9, 2)];
      const expected = combined(2, product(a, transposed(a)), 0.5, into);
      const before = matrix(9, 9, into.data.slice());
      assert.equal(await backend.syrk(a, { alpha: 2, beta: 0.5, into, part: 'lower' }), into);
      assertClose(lowerTriangle(into), lowerTriangle(expected), 100, '2·A·Aᵀ + C/2');
      assert.deepEqual(strictUpper(into), strictUpper(before), 'the upper triangle is left alone');
    });

    test('without beta the old C is not read', async () => {
      const into = matrix(5, 5, new Float64Array(25).fill(Number.NaN));
      const a = normals(5, 3, 3);
      assertClose(await backend.syrk(a, { into }), product(a, transposed(a)), 40, 'A·Aᵀ');
    });

    test('a C of another shape is refused', async () => {
      await assert.rejects(backend.syrk(matrix(2, 3), { into: matrix(3, 3) }), RangeError);
      await assert.rejects(backend.syrk(matrix(2, 3), { beta: 1 }), RangeError);
    });
  });

  syevConformance(backend, name);

  describe(`${name}: posv`, () => {
    for (const n of SIZES) {
      test(`${n} rows`, async () => {
        const a = positiveDefinite(n);
        const expected = normals(n, 3, n);
        const b = product(a, expected);
        const [again, factor] = [matrix(n, 3, b.data.slice()), matrix(n, n, a.data.slice())];
        assert.equal(await posv(factor, b, backend), null);
        assertClose(b, expected, 1e4 * n, 'A⁻¹B');
        await choleskySolve(factor, again, backend);
        assert.deepEqual(again, b, 'the factor serves again');
      });
    }

    test('a failed pivot leaves B alone', async () => {
      const b = normals(2, 1, 1);
      const before = b.data.slice();
      assert.deepEqual(await posv(matrix(2, 2, Float64Array.of(4, 2, 2, 1)), b, backend), { index: 1, value: 0 });
      assert.deepEqual(b.data, before);
    });
  });
}

function strictUpper(a: Matrix): number[] {
  const n = a.shape[0];
  return [...a.data].filter((_, entry) => entry % n > Math.floor(entry / n));
}
