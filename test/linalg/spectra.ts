import assert from 'node:assert/strict';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { type Matrix, matrix, row } from '../../src/nd-array.ts';
import { combined, largest, normals, transposed } from './matrices.ts';

/** Symmetric matrices of n rows with spectra that eigensolvers find hard. */
export const SPECTRA: Record<string, (n: number) => Matrix> = {
  random: (n) => combined(0.5, normals(n, n, n), 0.5, transposed(normals(n, n, n))),
  /** Eigenvalues over all magnitudes from n down to rounding errors. */
  kernel: (n) => symmetric(n, (i, j) => Math.exp(-20 * ((i - j) / n) ** 2)),
  graded: (n) => symmetric(n, (i, j) => 10 ** ((-8 * (i + j)) / n) * Math.cos(i * j)),
  'graded upwards': (n) => symmetric(n, (i, j) => 10 ** ((8 * (i + j - 2 * n)) / n) * Math.cos(i * j)),
  zero: (n) => matrix(n, n),
  'of rank one': (n) => symmetric(n, (i, j) => (1 + (i % 3)) * (1 + (j % 3))),
  'diagonal, many times the same': (n) => symmetric(n, (i, j) => (i === j ? Math.floor(i / 7) : 0)),
  'identity and little more': (n) => symmetric(n, (i, j) => (i === j ? 1 : 1e-14 * Math.sin(i + j))),
  /** Wilkinson's: pairs of eigenvalues equal but for rounding errors. */
  'pairs almost equal': (n) => symmetric(n, (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : i - j === 1 ? 1 : 0)),
  'two equal blocks': (n) => symmetric(n, (i, j) => (2 * i < n === 2 * j < n ? Math.cos((i - j) ** 2) : 0)),
};

/** From the lower triangle; `entry` is asked with i ≥ j alone. */
function symmetric(n: number, entry: (i: number, j: number) => number): Matrix {
  const out = matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out.data[i * n + j] = out.data[j * n + i] = entry(i, j);
  return out;
}

/**
 * Fails unless λ ascend, the rows vᵢ are orthonormal to 1e-13 and A·vᵢ = λᵢ·vᵢ to n·1e-14·‖A‖.
 *
 * @param linalg for the products
 */
export async function assertEigen(a: Matrix, values: Float64Array, vectors: Matrix, linalg: LinalgBackend): Promise<void> {
  const n = a.shape[0];
  assert.equal(values.length, n);
  assert.deepEqual(values, values.slice().sort(), 'ascending');
  const gram = await linalg.syrk(vectors);
  for (let i = 0; i < n; i++) gram.data[i * n + i]! -= 1;
  assert.ok(largest(gram) <= 1e-13, `V·Vᵀ is off by ${largest(gram)}`);
  const images = await linalg.gemm(vectors, a);
  for (let i = 0; i < n; i++) {
    const [image, vector] = [row(images, i), row(vectors, i)];
    for (let j = 0; j < n; j++) image[j]! -= values[i]! * vector[j]!;
  }
  const norm = largest(matrix(1, n, values));
  assert.ok(largest(images) <= 1e-14 * n * norm, `A·V is off by ${largest(images)} of ${norm}`);
}
