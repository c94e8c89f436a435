import assert from 'node:assert/strict';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { standardNormals } from '../reference/normals.ts';

/** Around the lanes, blocks and several blocks of any implementation. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130];

/** Errors over what rounding may do to `length` sums of products of this size. */
const ROUNDING = 4 * Number.EPSILON;

export function normals(rows: number, columns: number, seed: number): Matrix {
  return matrix(rows, columns, Float64Array.from({ length: rows * columns }, standardNormals(seed)));
}

export function product(a: Matrix, b: Matrix): Matrix {
  const [n, inner] = a.shape;
  const m = b.shape[1];
  const out = matrix(n, m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      for (let k = 0; k < inner; k++) out.data[i * m + j]! += a.data[i * inner + k]! * b.data[k * m + j]!;
    }
  }
  return out;
}

/** alpha·a + beta·b */
export function combined(alpha: number, a: Matrix, beta: number, b: Matrix): Matrix {
  return matrix(
    ...a.shape,
    a.data.map((value, entry) => alpha * value + beta * b.data[entry]!),
  );
}

export function transposed(a: Matrix): Matrix {
  const [n, m] = a.shape;
  const out = matrix(m, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out.data[j * n + i] = a.data[i * m + j]!;
  return out;
}

export function lowerTriangle(a: Matrix): Matrix {
  const n = a.shape[0];
  return matrix(
    n,
    n,
    a.data.map((value, entry) => (entry % n <= Math.floor(entry / n) ? value : 0)),
  );
}

/** A well-conditioned lower triangle: 1 to 2 on the diagonal, small beside it. */
export function triangle(n: number): Matrix {
  const lower = lowerTriangle(normals(n, n, n));
  for (let entry = 0; entry < n * n; entry++) lower.data[entry]! *= 0.5 / Math.sqrt(n);
  for (let i = 0; i < n; i++) lower.data[i * n + i] = 1 + (i % 7) / 7;
  return lower;
}

export function positiveDefinite(n: number): Matrix {
  return product(triangle(n), transposed(triangle(n)));
}

/** L·D·Lᵀ with a unit L and D = 1 but at `index`, where it is `pivot`: what the elimination meets there. */
export function withPivot(n: number, index: number, pivot: number): Matrix {
  const unit = triangle(n);
  for (let i = 0; i < n; i++) unit.data[i * n + i] = 1;
  const scaled = transposed(unit);
  for (let j = 0; j < n; j++) scaled.data[index * n + j]! *= pivot;
  return product(unit, scaled);
}

export function identity(n: number): Matrix {
  const out = matrix(n, n);
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1;
  return out;
}

export const largest = (a: Matrix) => a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

export function assertClose(actual: Matrix, expected: Matrix, scale: number, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, `shape of ${what}`);
  for (const [entry, value] of expected.data.entries()) {
    const error = Math.abs(actual.data[entry]! - value);
    assert.ok(error <= ROUNDING * scale, `${what} is off by ${error} at entry ${entry}`);
  }
}
