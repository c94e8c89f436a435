import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { matrix, row } from '../../src/nd-array.ts';
import { assertClose, identity, largest, positiveDefinite, product, SIZES, transposed } from './matrices.ts';
import { assertEigen, SPECTRA } from './spectra.ts';

/** Beside all up to 40: around the blocks, and several of them. */
const LARGER = [63, 64, 65, 129, 257];

/**
 * The part of the conformance suite that is about eigenvectors.
 *
 * Not by the reference: ml-matrix gives matrices of rank one vectors that are not orthogonal, and overflows.
 */
export function syevConformance(backend: LinalgBackend, name = backend.name): void {
  const exact = backend.name !== 'reference';
  describe(`${name}: syev`, () => {
    for (const n of SIZES) {
      test(`${n} rows`, async () => {
        const a = SPECTRA.random!(n);
        const vectors = matrix(n, n, a.data.slice());
        for (let i = 0; i < n; i++) row(vectors, i).fill(Number.NaN, i + 1);
        const values = await backend.syev(vectors);
        assertClose(product(vectors, transposed(vectors)), identity(n), 100 * n, 'V·Vᵀ');
        const scaled = matrix(n, n, vectors.data.slice());
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled.data[i * n + j]! *= values[i]!;
        assertClose(product(transposed(vectors), scaled), a, 100 * n * largest(a), 'Σ λᵢ·vᵢvᵢᵀ');
      });
    }

    for (const [spectrum, make] of Object.entries(SPECTRA)) {
      if (spectrum === 'of rank one' && !exact) continue;
      for (const sizes of [Array.from({ length: 40 }, (_, i) => i + 1), ...LARGER.map((n) => [n])]) {
        test(`${spectrum}, ${sizes.length > 1 ? `1 to ${sizes.length}` : sizes[0]} rows`, async () => {
          for (const n of sizes) {
            const a = make(n);
            const vectors = matrix(n, n, a.data.slice());
            await assertEigen(a, await backend.syev(vectors), vectors, backend);
          }
        });
      }
    }

    for (const factor of exact ? [1e280, 1e-250] : []) {
      test(`entries of about ${factor}`, async () => {
        const a = SPECTRA.random!(50);
        const vectors = matrix(
          50,
          50,
          Float64Array.from(a.data, (value) => value * factor),
        );
        const values = await backend.syev(vectors);
        await assertEigen(
          a,
          Float64Array.from(values, (value) => value / factor),
          vectors,
          backend,
        );
      });
    }

    test('vectors stand in rows', async () => {
      const a = matrix(2, 2, Float64Array.of(1, 0, 0, -2));
      assert.deepEqual([...(await backend.syev(a))], [-2, 1]);
      assert.deepEqual(a.data.map(Math.abs), Float64Array.of(0, 1, 1, 0));
    });

    test('a view, and nothing beside it', async () => {
      const a = SPECTRA.random!(9);
      const whole = new Float64Array(9 * 9 + 5).fill(7);
      whole.set(a.data, 3);
      const vectors = matrix(9, 9, whole.subarray(3, 3 + 81));
      await assertEigen(a, await backend.syev(vectors), vectors, backend);
      assert.deepEqual([...whole.subarray(0, 3), ...whole.subarray(84)], [7, 7, 7, 7, 7]);
    });

    test('NaN and infinities are refused', async () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const a = positiveDefinite(5);
        a.data[3 * 5 + 1] = bad;
        await assert.rejects(backend.syev(a), RangeError);
      }
      await assert.rejects(backend.syev(matrix(2, 3)), RangeError);
    });
  });
}
