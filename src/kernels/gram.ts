import { type Matrix, row } from '../nd-array.ts';

/** Pairs with 1 − |ρ| below this are computed again from the difference of their directions. */
const NEAR_PARALLEL = 1e-3;

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
 * See {@link refineNearParallel} for nearly parallel rows.
 */
export function gramRow(a: GramInput, i: number, b: GramInput, start: number, stop: number, out: Float64Array): void {
  const left = row(a.rows, i);
  for (let j = start; j < stop; j++) out[j - start] = dot(left, row(b.rows, j)) / left.length;
  refineNearParallel(a, i, b, start, stop, out);
}

/**
 * Computes the entries of nearly parallel or opposite rows again.
 *
 * A plain dot product leaves 1 − |ρ| with an absolute error of 1e-16; here it comes from
 * ‖x/|x| ∓ x′/|x′|‖², and is exact for equal and opposite rows.
 *
 * @param out Σ⁰(x_i, x′_j) for j in [start, stop)
 */
export function refineNearParallel(a: GramInput, i: number, b: GramInput, start: number, stop: number, out: Float64Array): void {
  const threshold = a.norm[i]! * (1 - NEAR_PARALLEL);
  for (let j = start; j < stop; j++) {
    const covariance = out[j - start]!;
    if (Math.abs(covariance) <= threshold * b.norm[j]!) continue;
    out[j - start] = nearParallelCovariance(row(a.rows, i), row(b.rows, j), a.variance[i]!, b.variance[j]!, Math.sign(covariance));
  }
}

function nearParallelCovariance(
  left: Float64Array,
  right: Float64Array,
  leftVariance: number,
  rightVariance: number,
  sign: number,
): number {
  const leftNorm = Math.sqrt(leftVariance);
  const rightNorm = Math.sqrt(rightVariance);
  const scale = leftNorm * rightNorm;
  if (scale === 0) return 0;
  let distance = 0;
  for (let k = 0; k < left.length; k++) {
    const difference = left[k]! / leftNorm - (sign * right[k]!) / rightNorm;
    distance += difference * difference;
  }
  const deficit = distance / (2 * left.length);
  // Equal norms: √v·√v may round away from v, and equal rows must give exactly v.
  const product = leftVariance === rightVariance ? leftVariance : scale;
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
