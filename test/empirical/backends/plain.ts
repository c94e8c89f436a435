import assert from 'node:assert/strict';
import { standardNormals } from '../../reference/normals.ts';

/** Half the distance from 1 to the next larger float32. */
export const HALF_ULP = 2 ** -24;

/** Normal numbers that float32 holds exactly. */
export const normals = (count: number, seed: number) => Float32Array.from({ length: count }, standardNormals(seed));

export const magnitudes = (x: Float32Array) => x.map(Math.abs);

export interface ProductSizes {
  batch: number;
  rows: number;
  inner: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** Products of a batch of matrices in float64, `[batch, rows, columns]`. */
export function batchedProduct(a: Float32Array, b: Float32Array, sizes: ProductSizes): Float64Array {
  const { batch, rows, inner, columns, transposeA, transposeB } = sizes;
  const product = new Float64Array(batch * rows * columns);
  for (let t = 0; t < batch; t++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = a[t * rows * inner + (transposeA ? k * rows + i : i * inner + k)]!;
          const right = b[t * inner * columns + (transposeB ? j * inner + k : k * columns + j)]!;
          sum += left * right;
        }
        product[(t * rows + i) * columns + j] = sum;
      }
    }
  }
  return product;
}

/** Asserts that every number is within its tolerance, or within the one for all. */
export function assertNear(received: Float32Array, expected: Float64Array, tolerance: number | Float64Array): void {
  assert.equal(received.length, expected.length);
  for (const [i, value] of received.entries()) {
    const allowed = typeof tolerance === 'number' ? tolerance : tolerance[i]!;
    assert.ok(Math.abs(value - expected[i]!) <= allowed, `entry ${i}: ${value}, expected ${expected[i]} ± ${allowed}`);
  }
}

/** By Simpson's rule, to about 12 digits. */
export function erf(x: number): number {
  const steps = 400;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.exp(-((i * h) ** 2));
  return ((2 / Math.sqrt(Math.PI)) * h * sum) / 3;
}
