import { type Matrix, row } from '../nd-array.ts';

/** Pairs with 1 − |ρ| below this are computed again from the difference of their directions. */
export const NEAR_PARALLEL = 1e-3;

/** Inputs with the squared norm of each row over its length: Σ⁰(x, x) = xᵀx/d. */
export interface GramInput {
  readonly rows: Matrix;
  /** `[n]` */
  readonly variance: Float64Array;
  /** Its square root. */
  readonly norm: Float64Array;
}

export function gramInput(rows: Matrix): GramInput {
  const variance = Float64Array.from({ length: rows.shape[0] }, (_, i) => dot(row(rows, i), row(rows, i)) / rows.shape[1]);
  return { rows, variance, norm: variance.map(Math.sqrt) };
}

/**
 * One row of the input covariance, Σ⁰(x_i, x′_j) = x_iᵀx′_j/d for j in [start, stop), into `out[0 …]`.
 *
 * Nearly parallel rows by {@link nearParallelCovariance}.
 */
export function gramRow(a: GramInput, i: number, b: GramInput, start: number, stop: number, out: Float64Array): void {
  const left = row(a.rows, i);
  const threshold = (1 - NEAR_PARALLEL) * a.norm[i]!;
  for (let j = start; j < stop; j++) {
    const covariance = dot(left, row(b.rows, j)) / left.length;
    const near = Math.abs(covariance) > threshold * b.norm[j]!;
    out[j - start] = near ? nearParallelCovariance(a, i, b, j, Math.sign(covariance)) : covariance;
  }
}

/**
 * Σ⁰(x_i, x′_j) of nearly parallel (`sign` 1) or opposite (−1) rows.
 *
 * A plain dot product leaves 1 − |ρ| with an absolute error of 1e-16; here it comes from
 * ‖x/|x| ∓ x′/|x′|‖², and is exact for equal and opposite rows; a row with itself is not even looked at.
 */
export function nearParallelCovariance(a: GramInput, i: number, b: GramInput, j: number, sign: number): number {
  if (a === b && i === j) return sign * a.variance[i]!;
  const left = row(a.rows, i);
  const right = row(b.rows, j);
  const leftNorm = a.norm[i]!;
  const rightNorm = b.norm[j]!;
  const scale = leftNorm * rightNorm;
  if (scale === 0) return 0;
  let distance = 0;
  for (let k = 0; k < left.length; k++) {
    const difference = left[k]! / leftNorm - (sign * right[k]!) / rightNorm;
    distance += difference * difference;
  }
  const deficit = distance / (2 * left.length);
  // Equal norms: √v·√v may round away from v, and equal rows must give exactly v.
  const product = a.variance[i] === b.variance[j] ? a.variance[i]! : scale;
  return sign * (product - product * deficit);
}

function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = a.length - (a.length % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += a[k]! * b[k]!;
    s1 += a[k + 1]! * b[k + 1]!;
    s2 += a[k + 2]! * b[k + 2]!;
    s3 += a[k + 3]! * b[k + 3]!;
  }
  for (let k = whole; k < a.length; k++) s0 += a[k]! * b[k]!;
  return s0 + s1 + (s2 + s3);
}
