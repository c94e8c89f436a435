import { type Matrix, row } from '../nd-array.ts';

/** Pairs with 1 − |ρ| below this are computed again from the difference of their directions. */
const NEAR_PARALLEL = 1e-3;

/** Inputs with the squared norm of each row over its length: Σ⁰(x, x) = xᵀx/d. */
export interface GramInput {
  readonly rows: Matrix;
  /** `[n]` */
  readonly variance: Float64Array;
}

export function gramInput(rows: Matrix): GramInput {
  const variance = Float64Array.from({ length: rows.shape[0] }, (_, i) => dot(row(rows, i), row(rows, i)) / rows.shape[1]);
  return { rows, variance };
}

/**
 * One row of the input covariance, Σ⁰(x_i, x′_j) = x_iᵀx′_j/d for j in [start, stop), into `out[0 …]`.
 *
 * A plain dot product leaves 1 − |ρ| with an absolute error of 1e-16; for nearly parallel or opposite
 * rows it is computed from ‖x/|x| ∓ x′/|x′|‖² instead, and is exact for equal and opposite rows.
 */
export function gramRow(a: GramInput, i: number, b: GramInput, start: number, stop: number, out: Float64Array): void {
  const left = row(a.rows, i);
  const leftVariance = a.variance[i]!;
  for (let j = start; j < stop; j++) {
    const right = row(b.rows, j);
    const covariance = dot(left, right) / left.length;
    const scale = Math.sqrt(leftVariance) * Math.sqrt(b.variance[j]!);
    const near = Math.abs(covariance) > scale * (1 - NEAR_PARALLEL);
    out[j - start] = near ? nearParallelCovariance(left, right, leftVariance, b.variance[j]!, Math.sign(covariance)) : covariance;
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
