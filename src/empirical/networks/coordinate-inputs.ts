import type { CoordinateFeatures } from '../../kernels/architecture.ts';
import { coordinateCovariance } from '../../kernels/coordinate-features.ts';
import { type Matrix, matrix } from '../../nd-array.ts';

/** What is left of a pivot's variance that counts as nothing. */
const NEGLIGIBLE = 1e-12;

/**
 * Inputs a of g with a·a′ = Σ⁰(z, z′): `[n, columns]`.
 *
 * Finite features are those features over √m₀. The limit of infinitely many is known through Σ⁰ alone: rows of its
 * pivoted Cholesky factor are inputs of finite size for which g has the law of the limit, at these coordinates exactly.
 */
export function coordinateInputs(features: CoordinateFeatures, z: Matrix, path: string): Matrix {
  const covariance = coordinateCovariance(features, path);
  const embedded = covariance.embed(z);
  if (features.kind === 'fourier_limit') return pivotedFactor(covariance.cross(embedded, embedded));
  const scale = 1 / Math.sqrt(embedded.shape[1]);
  return matrix(
    ...embedded.shape,
    embedded.data.map((value) => value * scale),
  );
}

/** F with F·Fᵀ = A for a positive semidefinite A, with as many columns as A has directions: `[n, rank]`. */
function pivotedFactor({ data: a, shape: [n] }: Matrix): Matrix {
  const rest = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  const least = NEGLIGIBLE * Math.max(...rest);
  const columns: Float64Array[] = [];
  while (columns.length < n) {
    const pivot = rest.reduce((best, value, index) => (value > rest[best]! ? index : best), 0);
    if (rest[pivot]! <= least) break;
    const column = new Float64Array(n);
    const root = Math.sqrt(rest[pivot]!);
    for (let i = 0; i < n; i++) {
      let sum = a[i * n + pivot]!;
      for (const other of columns) sum -= other[i]! * other[pivot]!;
      column[i] = sum / root;
      rest[i]! -= column[i]! ** 2;
    }
    rest[pivot] = 0;
    columns.push(column);
  }
  const factor = matrix(n, columns.length);
  for (const [k, column] of columns.entries()) for (let i = 0; i < n; i++) factor.data[i * columns.length + k] = column[i]!;
  return factor;
}
