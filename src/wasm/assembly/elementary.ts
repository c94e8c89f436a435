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

@inline
function entry(table: usize, index: usize): v128 {
  return v128.load64_splat(table + index * 8);
}

/**
 * Numerator P of asin ρ = ρ·P(σ)/Q(σ) for σ = √(1−ρ²): one rational function for all angles, where
 * the arctangent of a quotient would want its range reduced.
 */
@inline
export function angleNumerator(sigma: v128): v128 {
  return angleTerms(ANGLE, sigma);
}

/** Its denominator Q. */
@inline
export function angleDenominator(sigma: v128): v128 {
  return angleTerms(ANGLE + 8, sigma);
}

/** Degree 6, its terms in pairs (Estrin) for a shorter chain. */
@inline
function angleTerms(table: usize, x: v128): v128 {
  const x2 = f64x2.mul(x, x);
  const x4 = f64x2.mul(x2, x2);
  const low = f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(entry(table, 6), x), entry(table, 4)), x2), f64x2.add(f64x2.mul(entry(table, 2), x), entry(table, 0)));
  const high = f64x2.add(f64x2.mul(entry(table, 12), x2), f64x2.add(f64x2.mul(entry(table, 10), x), entry(table, 8)));
  return f64x2.add(f64x2.mul(high, x4), low);
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
  return f64x2.add(f64x2.add(x, f64x2.mul(n, entry(REDUCTION, 2))), f64x2.mul(n, entry(REDUCTION, 3)));
}

/** exp(r) − 1 for |r| ≤ ln 2/2, its terms in pairs (Estrin) for a shorter chain. */
@inline
function restOfExponential(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a = f64x2.add(f64x2.mul(pairOfTerms(2, r), r2), pairOfTerms(0, r));
  const b = f64x2.add(f64x2.mul(pairOfTerms(6, r), r2), pairOfTerms(4, r));
  const sum = f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(pairOfTerms(8, r), r4), b), r4), a);
  return f64x2.add(f64x2.mul(sum, r2), r);
}

@inline
function pairOfTerms(index: usize, r: v128): v128 {
  return f64x2.add(f64x2.mul(entry(EXPONENTIAL, index + 1), r), entry(EXPONENTIAL, index));
}
