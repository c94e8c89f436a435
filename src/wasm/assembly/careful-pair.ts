import { ABS, ERF, GELU, LEAKY_RELU } from './activation-codes';

/**
 * One pair by the formulas of src/kernels/activations, operation by operation: for nearly parallel and
 * opposite vectors, huge and tiny variances, and what is not a number.
 */

/** E[φφ] and E[φ′φ′] of the last {@link carefulPair}. */
export let dual: f64 = 0;
export let derivative: f64 = 0;

const TAU: f64 = 2 * Math.PI;

export function carefulPair(activation: i32, parameter: f64, cov12: f64, var1: f64, var2: f64): void {
  if (activation == ERF) return erfPair(cov12, var1, var2);
  if (activation == GELU) return geluPair(cov12, var1, var2);
  if (activation == ABS) return absPair(cov12, var1, var2);
  reluPair(cov12, var1, var2);
  if (activation == LEAKY_RELU) {
    const square = (1 - parameter) * (1 - parameter);
    dual = square * dual + parameter * cov12;
    derivative = square * derivative + parameter;
  }
}

function reluPair(cov12: f64, var1: f64, var2: f64): void {
  const mean = geometricMean(var1, var2);
  if (mean == 0) {
    dual = 0;
    derivative = 0.25;
    return;
  }
  const sine = rootDeterminant(cov12, var1, var2);
  if (sine == 0) {
    dual = cov12 > 0 ? mean / 2 : 0;
    derivative = cov12 > 0 ? 0.5 : 0;
    return;
  }
  const t = Math.atan2(sine, -cov12);
  dual = (t < 0.5 ? mean * sineMinusChord(t) : sine + t * cov12) / TAU;
  derivative = t / TAU;
}

/** sin t − t·cos t for small t. */
function sineMinusChord(t: f64): f64 {
  const q = t * t;
  return (
    t * q * (1.0 / 3 - q * (1.0 / 30 - q * (1.0 / 840 - q * (1.0 / 45360 - q * (1.0 / 3991680 - q * (1.0 / 518918400 - q / 93405312000))))))
  );
}

function absPair(cov12: f64, var1: f64, var2: f64): void {
  const sine = rootDeterminant(cov12, var1, var2);
  if (sine == 0) {
    dual = geometricMean(var1, var2);
    derivative = dual > 0 ? sign(cov12) : 0;
    return;
  }
  const alpha = Math.atan2(cov12, sine);
  dual = (2 / Math.PI) * (sine + cov12 * alpha);
  derivative = (2 / Math.PI) * alpha;
}

function erfPair(cov12: f64, var1: f64, var2: f64): void {
  const sine = rootDeterminant(cov12, var1, var2);
  const rootD = sine < 1e150 ? sqrt(1 + 2 * (var1 + var2) + 4 * sine * sine) : 2 * sine;
  dual = (2 / Math.PI) * Math.atan2(2 * cov12, rootD);
  derivative = 4 / (Math.PI * rootD);
}

function geluPair(cov12: f64, var1: f64, var2: f64): void {
  const sine = rootDeterminant(cov12, var1, var2);
  const rootD = sine < 1e150 ? sqrt(1 + var1 + var2 + sine * sine) : sine;
  const f = 0.25 + Math.atan2(cov12, rootD) / TAU;
  const reciprocals = 1 / (1 + var1) + 1 / (1 + var2);
  const slope = cov12 / rootD;
  dual = cov12 * f + (sine * (sine / rootD) + cov12 * reciprocals * slope) / TAU;
  derivative = f + (slope * (1 / rootD / rootD + reciprocals)) / TAU;
}

function sign(x: f64): f64 {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

function geometricMean(var1: f64, var2: f64): f64 {
  return var1 == var2 ? var1 : sqrt(var1) * sqrt(var2);
}

/** 1 − |ρ| that rounding leaves of parallel vectors. */
const PARALLEL: f64 = 8.881784197001252e-16; // 2⁻⁵⁰

/** √(var1·var2 − cov12²), as bivariate.ts explains. */
function rootDeterminant(cov12: f64, var1: f64, var2: f64): f64 {
  const c = abs(cov12);
  const mean = geometricMean(var1, var2);
  if (!(c < mean * (1 - PARALLEL))) return 0;
  if (var1 != var2 && c > 0.9 * mean && mean > 1e-120 && mean < 1e120 && var1 < 1e280 && var2 < 1e280) {
    const product = var1 * var2;
    const square = c * c;
    const difference = product - square + (productError(var1, var2, product) - productError(c, c, square));
    return difference > 0 ? sqrt(difference) : 0;
  }
  return sqrt(mean - c) * sqrt(mean + c);
}

/** a·b − fl(a·b), exactly (Dekker 1971). */
function productError(a: f64, b: f64, product: f64): f64 {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: f64): f64 {
  const shifted = 134217729 * a; // 2²⁷ + 1
  return shifted - (shifted - a);
}
