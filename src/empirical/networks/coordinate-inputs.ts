import type { CoordinateFeatures } from '../../kernels/architecture.ts';
import { coordinateCovariance } from '../../kernels/coordinate-features.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import { pivotedFactor } from './factors.ts';

/**
 * Inputs a of g with a·a′ = Σ⁰(z, z′): `[n, columns]`.
 *
 * Finite features are those features over √m₀. The limit of infinitely many is known through Σ⁰ alone: rows of its
 * pivoted Cholesky factor are inputs of finite size for which g has the law of the limit, at these coordinates exactly.
 */
export function coordinateInputs(features: CoordinateFeatures, z: Matrix, path: string): Matrix {
  const covariance = coordinateCovariance(features, path);
  const embedded = covariance.embed(z);
  if (features.kind === 'fourier_limit') {
    const { factor, rank } = pivotedFactor(covariance.cross(embedded, embedded).data, 1, z.shape[0]);
    return matrix(z.shape[0], rank, factor);
  }
  const scale = 1 / Math.sqrt(embedded.shape[1]);
  return matrix(
    ...embedded.shape,
    embedded.data.map((value) => value * scale),
  );
}
