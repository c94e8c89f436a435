import { HypertangentError } from '../errors.ts';
import { type Matrix, matrix, row } from '../nd-array.ts';
import { RandomStream } from '../random/stream.ts';
import type { CoordinateFeatures } from './architecture.ts';
import { type GramInput, gramInput, gramRow } from './gram.ts';

/** Streams of the feature seed: frequencies and phases never share numbers. */
const FREQUENCIES = 0;
const PHASES = 1;

/** The input covariance Σ⁰(z, z′) of the primary network, for any two sets of coordinates. */
export interface CoordinateCovariance {
  /** What Σ⁰ is made of: the coordinates, or their features. */
  embed(z: Matrix): Matrix;
  /** Σ⁰(z_i, z_i) of embedded coordinates, `[n]` */
  variance(embedded: Matrix): Float64Array;
  /** Σ⁰(z_i, z′_j) of embedded coordinates, `[n, n′]` */
  cross(embedded: Matrix, others: Matrix): Matrix;
}

/**
 * @param path where `features` stands in the request, for errors
 * @throws HypertangentError `invalid_value`
 */
export function coordinateCovariance(features: CoordinateFeatures, path: string): CoordinateCovariance {
  switch (features.kind) {
    case 'none':
      return innerProducts((z) => z);
    case 'fourier_limit':
      return fourierLimit(positive(features.lengthScale, `${path}/length_scale`));
    case 'fourier':
      positive(features.lengthScale, `${path}/length_scale`);
      return innerProducts((z) => fourierFeatures(z, features.features, features.lengthScale, features.seed));
  }
}

/** Σ⁰ = p(z)ᵀp(z′)/m₀ for features p. */
function innerProducts(embed: (z: Matrix) => Matrix): CoordinateCovariance {
  return {
    embed,
    variance: (embedded) => gramInput(embedded).variance,
    cross: (embedded, others) => gramMatrix(gramInput(embedded), gramInput(others)),
  };
}

/**
 * Σ⁰ = ½·exp(−‖z − z′‖²/2ℓ²), the limit k → ∞ of {@link fourierFeatures} (Remark 2).
 *
 * @param lengthScale ℓ, in the units of z
 */
function fourierLimit(lengthScale: number): CoordinateCovariance {
  return {
    embed: (z) => z,
    variance: (z) => new Float64Array(z.shape[0]).fill(0.5),
    cross: (z, others) => {
      const [rows, size] = z.shape;
      const columns = others.shape[0];
      const scale = -1 / (2 * lengthScale ** 2);
      const out = matrix(rows, columns);
      const symmetric = z === others;
      for (let i = 0; i < rows; i++) {
        for (let j = symmetric ? i : 0; j < columns; j++) {
          let distance = 0;
          for (let k = 0; k < size; k++) {
            const difference = z.data[i * size + k]! - others.data[j * size + k]!;
            distance += difference * difference;
          }
          const value = 0.5 * Math.exp(distance * scale);
          out.data[i * columns + j] = value;
          if (symmetric) out.data[j * columns + i] = value;
        }
      }
      return out;
    },
  };
}

/**
 * p(z) = cos(Wz/ℓ + b), W ~ N(0, 1), b ~ U[−π, π]: `[n, count]`.
 *
 * The features depend on the seed and the size of z alone, never on the set of points.
 */
export function fourierFeatures(z: Matrix, count: number, lengthScale: number, seed: number): Matrix {
  const [points, size] = z.shape;
  const frequencies = new RandomStream(seed, FREQUENCIES);
  const phases = new RandomStream(seed, PHASES);
  const weights = Float64Array.from({ length: count * size }, (_, index) => frequencies.normal(index) / lengthScale);
  const out = matrix(points, count);
  for (let feature = 0; feature < count; feature++) {
    const phase = Math.PI * (2 * phases.uniform(feature) - 1);
    for (let point = 0; point < points; point++) {
      let angle = phase;
      for (let k = 0; k < size; k++) angle += weights[feature * size + k]! * z.data[point * size + k]!;
      out.data[point * count + feature] = Math.cos(angle);
    }
  }
  return out;
}

/** Σ⁰ of every pair of rows, `[n, n′]`. */
export function gramMatrix(a: GramInput, b: GramInput): Matrix {
  const columns = b.rows.shape[0];
  const out = matrix(a.rows.shape[0], columns);
  for (let i = 0; i < a.rows.shape[0]; i++) gramRow(a, i, b, 0, columns, row(out, i));
  return out;
}

function positive(value: number, path: string): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new HypertangentError('invalid_value', `${path} must be a finite number above 0, got ${value}`, {
    path,
    expected: 'a finite number above 0',
    received: value,
  });
}
