import { multiplyAdd } from './multiply-add';

/**
 * Elementary functions on two lanes. The coefficients come from scripts/generate/wasm-coefficients.py; they stand in
 * memory since a load costs less than a constant vector.
 */

/** P and Q, coefficient by coefficient: acos(x)/√(1−x²) = P(x)/Q(x) on [0, 1] to 7e-17; all are positive. */
const ANGLE: usize = memory.data<f64>([
  1.5707963267948966, 1,
  3.771424387905608, 3.037583107697575,
  3.257899236511664, 3.5078285369157536,
  1.2243394185020005, 1.9182133142852882,
  0.19051684381249967, 0.5027353561831069,
  0.009188301638923485, 0.0559996120488944,
  2.6897910831215643e-5, 0.0018314859458057275,
]);

/** (exp(x) − 1 − x)/x² on ±ln 2/2, for an error of 3e-17 in exp(x). */
const EXPONENTIAL: usize = memory.data<f64>([
  0.5000000000000001,
  0.16666666666666669,
  0.04166666666662413,
  0.008333333333330062,
  0.0013888888917213717,
  0.00019841269863053618,
  2.4801521295954376e-5,
  2.7557268459997064e-6,
  2.7620088445409746e-7,
  2.510038549551032e-8,
]);

/** log₂e; 1.5·2⁵², which rounds to a whole number in the low bits; −ln 2 in two parts; the range of `exp`. */
const REDUCTION: usize = memory.data<f64>([
  1.4426950408889634, 6755399441055744, -0.6931471803691238, -1.9082149292705877e-10, -708, 709,
]);

/** Of P and of Q. */
const ANGLE_DEGREE: usize = 6;

@inline
function entry(table: usize, index: usize): v128 {
  return v128.load64_splat(table + index * 8);
}

/** Vectors that {@link arcsines} computes at a time: one load of a coefficient serves them all. */
const GROUP: usize = 4 * 16;

/**
 * asin ρ = ρ·P(σ)/Q(σ) for σ = √(1−ρ²): one rational function for all angles, where the arctangent of a quotient would
 * want its range reduced.
 *
 * @param bytes of each row; up to the next multiple of {@link GROUP} they are read and written, too
 */
export function arcsines(bytes: usize, rho: usize, sigma: usize, out: usize): void {
  for (let o: usize = 0; o < bytes; o += GROUP) {
    const x0 = v128.load(sigma + o);
    const x1 = v128.load(sigma + o, 16);
    const x2 = v128.load(sigma + o, 32);
    const x3 = v128.load(sigma + o, 48);
    let c = entry(ANGLE, 2 * ANGLE_DEGREE);
    let d = entry(ANGLE, 2 * ANGLE_DEGREE + 1);
    let p0 = c;
    let p1 = c;
    let p2 = c;
    let p3 = c;
    let q0 = d;
    let q1 = d;
    let q2 = d;
    let q3 = d;
    for (let k: usize = ANGLE + 16 * (ANGLE_DEGREE - 1); k >= ANGLE; k -= 16) {
      c = v128.load64_splat(k);
      d = v128.load64_splat(k, 8);
      p0 = multiplyAdd(p0, x0, c);
      q0 = multiplyAdd(q0, x0, d);
      p1 = multiplyAdd(p1, x1, c);
      q1 = multiplyAdd(q1, x1, d);
      p2 = multiplyAdd(p2, x2, c);
      q2 = multiplyAdd(q2, x2, d);
      p3 = multiplyAdd(p3, x3, c);
      q3 = multiplyAdd(q3, x3, d);
    }
    v128.store(out + o, f64x2.div(f64x2.mul(v128.load(rho + o), p0), q0));
    v128.store(out + o, f64x2.div(f64x2.mul(v128.load(rho + o, 16), p1), q1), 16);
    v128.store(out + o, f64x2.div(f64x2.mul(v128.load(rho + o, 32), p2), q2), 32);
    v128.store(out + o, f64x2.div(f64x2.mul(v128.load(rho + o, 48), p3), q3), 48);
  }
}

/** exp x: 0 below −708, exp 709 above 709. */
@inline
export function exponential(x: v128): v128 {
  const lowest = entry(REDUCTION, 4);
  const clamped = f64x2.pmin(f64x2.pmax(x, lowest), entry(REDUCTION, 5));
  const shifted = shift(clamped);
  const result = f64x2.add(f64x2.splat(1), restOfExponential(remainder(clamped, shifted)));
  // 2ⁿ by adding n to the exponent field.
  return v128.andnot(i64x2.add(result, i64x2.shl(shifted, 52)), f64x2.lt(x, lowest));
}

/** exp(x) − 1 for x ≤ 0, with its relative digits near 0. */
@inline
export function exponentialMinusOne(x: v128): v128 {
  const clamped = f64x2.pmax(x, entry(REDUCTION, 4));
  const shifted = shift(clamped);
  const one = f64x2.splat(1);
  const power = i64x2.add(one, i64x2.shl(shifted, 52));
  return f64x2.add(f64x2.mul(power, restOfExponential(remainder(clamped, shifted))), f64x2.sub(power, one));
}

/** x·log₂e rounded to a whole number, in the low bits. */
@inline
function shift(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, entry(REDUCTION, 0)), entry(REDUCTION, 1));
}

@inline
function remainder(x: v128, shifted: v128): v128 {
  const n = f64x2.sub(shifted, entry(REDUCTION, 1));
  return multiplyAdd(n, entry(REDUCTION, 3), multiplyAdd(n, entry(REDUCTION, 2), x));
}

/** exp(r) − 1 for |r| ≤ ln 2/2, its terms in pairs (Estrin) for a shorter chain. */
@inline
function restOfExponential(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a = multiplyAdd(pairOfTerms(2, r), r2, pairOfTerms(0, r));
  const b = multiplyAdd(pairOfTerms(6, r), r2, pairOfTerms(4, r));
  const sum = multiplyAdd(multiplyAdd(pairOfTerms(8, r), r4, b), r4, a);
  return multiplyAdd(sum, r2, r);
}

@inline
function pairOfTerms(index: usize, r: v128): v128 {
  return multiplyAdd(entry(EXPONENTIAL, index + 1), r, entry(EXPONENTIAL, index));
}
