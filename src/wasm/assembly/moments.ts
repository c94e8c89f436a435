import { ABS, COS, ERF, GELU, IDENTITY, LEAKY_RELU, RBF } from './activation-codes';
import { carefulPair, derivative, dual } from './careful-pair';
import { arcsines, exponential, exponentialMinusOne } from './elementary';
import { angleRow, CHUNK, correlationRow, F64, sineRow } from './layout';
import { multiplyAdd, multiplySubtract } from './multiply-add';

/** Distance of the rows of a side: the variance v of each point, and two quantities made of it. */
const SECOND: usize = <usize>CHUNK * F64;
const THIRD: usize = 2 * SECOND;

/**
 * √(1−ρ²) below which a pair is computed carefully: at |ρ| above 0.999 for kinks; above 0.96 for erf and GELU, where
 * ρ is 2c/√((1+2var1)(1+2var2)) or its like, and whose derivatives hold 1/√(1−ρ²) and lose digits sooner.
 */
const NEAR_PARALLEL: f64 = 0.044710177812216315;
const NEAR_SINGULAR: f64 = 0.28;

/** Variances beyond these are computed carefully: their roots' products could leave the range. */
const TINY: f64 = 1e-290;
const HUGE: f64 = 1e290;

/**
 * Makes the second and third row of a side out of its first, v; `bytes` is a multiple of 16.
 *
 * relu, leaky_relu, abs: √v, 1/√v; erf: –, √(2/(1+2v)); gelu: √v, 1/√(1+v). NaN leads to the careful path.
 */
export function prepareSide(activation: i32, bytes: usize, side: usize): void {
  if (activation > GELU) return;
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const zero = f64x2.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const v = v128.load(side + o);
    const root = f64x2.sqrt(v);
    let inverse: v128;
    if (activation == ERF) inverse = f64x2.sqrt(f64x2.div(two, f64x2.add(one, f64x2.mul(two, v))));
    else if (activation == GELU) inverse = f64x2.div(one, f64x2.sqrt(f64x2.add(one, v)));
    else inverse = f64x2.div(one, root);
    const isZero = f64x2.eq(v, zero);
    if (activation < ERF) inverse = v128.andnot(inverse, isZero);
    const tiny = activation < ERF ? f64x2.ge(v, f64x2.splat(TINY)) : f64x2.ge(v, zero);
    const inRange = v128.or(isZero, v128.and(tiny, f64x2.le(v, f64x2.splat(HUGE))));
    v128.store(side + SECOND + o, root);
    v128.store(side + THIRD + o, v128.or(inverse, v128.not(inRange)));
  }
}

/**
 * k ← weight·E[φ(u)φ(v)] + bias and out ← weight·E[φ′(u)φ′(v)] for pairs of covariance s·k.
 *
 * A mask of 0 in place of −1 makes `s` or `left` one pair of lanes that serves all.
 *
 * @param bytes of k; a multiple of 16
 * @param left, right sides by {@link prepareSide}
 * @param wanted false: `out` may be left as it is
 */
export function moments(
  activation: i32, parameter: f64, bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize, wanted: bool,
): void {
  if (activation == ERF) erf(bytes, k, s, sMask, left, leftMask, right, weight, bias, out, wanted);
  else if (activation == GELU) gelu(bytes, k, s, sMask, left, leftMask, right, weight, bias, out);
  else if (activation == RBF) rbf(parameter, bytes, k, s, sMask, left, leftMask, right, weight, bias, out);
  else if (activation == IDENTITY) identity(bytes, k, s, sMask, weight, bias, out);
  else if (activation > GELU) sine(activation == COS, bytes, k, s, sMask, left, leftMask, right, weight, bias, out);
  else kink(activation, parameter, bytes, k, s, sMask, left, leftMask, right, weight, bias, out);
}

/**
 * What relu … gelu begin with, for all pairs of a row: c into k; ρ = c·p₁·p₂ with the third rows p of the sides,
 * σ = √(1−ρ²) and α = asin ρ into rows of their own.
 *
 * Two loops of few operations, not one: a core overlaps the long latencies of roots and divisions only as far as it looks ahead.
 */
function angles(bytes: usize, k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize): void {
  const rhos = correlationRow();
  const sigmas = sineRow();
  const one = f64x2.splat(1);
  for (let o: usize = 0; o < bytes; o += 16) {
    const c = f64x2.mul(v128.load(k + o), v128.load(s + (o & sMask)));
    const rho = f64x2.mul(c, f64x2.mul(v128.load(left + (o & leftMask) + THIRD), v128.load(right + o + THIRD)));
    v128.store(k + o, c);
    v128.store(rhos + o, rho);
    v128.store(sigmas + o, f64x2.sqrt(multiplySubtract(rho, rho, one)));
  }
  arcsines(bytes, rhos, sigmas, angleRow());
}

/** Bits of the lanes whose σ is at least `limit`. */
@inline
function farLanes(sigma: v128, limit: v128): i32 {
  return i64x2.bitmask(f64x2.ge(sigma, limit));
}

/**
 * relu, leaky_relu, abs: E[φ′φ′] = a·α + b and E[φφ] = a·m·σ + c·E[φ′φ′] with ρ = c/m, m = √(var1·var2).
 *
 * relu: a = 1/2π, b = ¼, since π − θ = π/2 + α; leaky_relu and abs are made of it.
 */
function kink(
  activation: i32, parameter: f64, bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize,
): void {
  const sigmas = sineRow();
  const alphas = angleRow();
  const square = (1 - parameter) * (1 - parameter);
  const slope = activation == ABS ? 2 / Math.PI : activation == LEAKY_RELU ? square / (2 * Math.PI) : 1 / (2 * Math.PI);
  const constant = activation == ABS ? 0.0 : activation == LEAKY_RELU ? 0.25 * square + parameter : 0.25;
  const a = f64x2.splat(weight * slope);
  const b = f64x2.splat(weight * constant);
  const shift = f64x2.splat(bias);
  const limit = f64x2.splat(NEAR_PARALLEL);
  angles(bytes, k, s, sMask, left, leftMask, right);
  for (let o: usize = 0; o < bytes; o += 16) {
    const l = left + (o & leftMask);
    const r = right + o;
    const c = v128.load(k + o);
    const sigma = v128.load(sigmas + o);
    const backward = multiplyAdd(a, v128.load(alphas + o), b);
    const mean = f64x2.mul(a, f64x2.mul(v128.load(l + SECOND), v128.load(r + SECOND)));
    v128.store(k + o, multiplyAdd(c, backward, multiplyAdd(mean, sigma, shift)));
    v128.store(out + o, backward);
    const far = farLanes(sigma, limit);
    if (far != 3) repair(far, activation, parameter, c, l, r, weight, bias, k + o, out + o);
  }
}

/** E[φφ] = (2/π)·asin ρ, E[φ′φ′] = (2/π)·p/√(1−ρ²) with ρ = p·c, p = 2/√((1+2var1)(1+2var2)). */
function erf(
  bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize, wanted: bool,
): void {
  const sigmas = sineRow();
  const alphas = angleRow();
  const factor = f64x2.splat((2 / Math.PI) * weight);
  const shift = f64x2.splat(bias);
  const limit = f64x2.splat(NEAR_SINGULAR);
  angles(bytes, k, s, sMask, left, leftMask, right);
  for (let o: usize = 0; o < bytes; o += 16) {
    const l = left + (o & leftMask);
    const r = right + o;
    const c = v128.load(k + o);
    const sigma = v128.load(sigmas + o);
    v128.store(k + o, multiplyAdd(factor, v128.load(alphas + o), shift));
    if (wanted) {
      const p = f64x2.mul(v128.load(l + THIRD), v128.load(r + THIRD));
      v128.store(out + o, f64x2.mul(factor, f64x2.div(p, sigma)));
    }
    const far = farLanes(sigma, limit);
    if (far != 3) repair(far, ERF, 0, c, l, r, weight, bias, k + o, out + o);
  }
}

/** The formulas of gelu.ts with ρ = p·c, p = 1/√((1+var1)(1+var2)), √D = √(1−ρ²)/p. */
function gelu(
  bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize,
): void {
  const rhos = correlationRow();
  const sigmas = sineRow();
  const alphas = angleRow();
  const perTurn = f64x2.splat(1 / (2 * Math.PI));
  const quarter = f64x2.splat(0.25);
  const scale = f64x2.splat(weight);
  const shift = f64x2.splat(bias);
  const one = f64x2.splat(1);
  const limit = f64x2.splat(NEAR_SINGULAR);
  angles(bytes, k, s, sMask, left, leftMask, right);
  for (let o: usize = 0; o < bytes; o += 16) {
    const l = left + (o & leftMask);
    const r = right + o;
    const c = v128.load(k + o);
    const rho = v128.load(rhos + o);
    const p1 = v128.load(l + THIRD);
    const p2 = v128.load(r + THIRD);
    const mean = f64x2.mul(v128.load(l + SECOND), v128.load(r + SECOND));
    const sigma = v128.load(sigmas + o);
    const inverse = f64x2.div(one, sigma);
    const inverseD = f64x2.mul(f64x2.mul(p1, p2), inverse);
    const reciprocals = f64x2.add(f64x2.mul(p1, p1), f64x2.mul(p2, p2));
    const f = multiplyAdd(v128.load(alphas + o), perTurn, quarter);
    const slope = f64x2.mul(rho, inverse);
    const spread = f64x2.mul(f64x2.mul(f64x2.sub(mean, c), inverseD), f64x2.add(mean, c));
    const rest = f64x2.add(spread, f64x2.mul(f64x2.mul(c, reciprocals), slope));
    const value = multiplyAdd(c, f, f64x2.mul(rest, perTurn));
    v128.store(k + o, multiplyAdd(scale, value, shift));
    const steep = f64x2.mul(slope, f64x2.add(f64x2.mul(inverseD, inverseD), reciprocals));
    v128.store(out + o, f64x2.mul(scale, multiplyAdd(steep, perTurn, f)));
    const far = farLanes(sigma, limit);
    if (far != 3) repair(far, GELU, 0, c, l, r, weight, bias, k + o, out + o);
  }
}

/** The formulas of sin.ts and, with both moments exchanged, cos.ts. */
function sine(
  exchanged: bool, bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize,
): void {
  const scale = f64x2.splat(weight);
  const shift = f64x2.splat(bias);
  const signBit = f64x2.splat(-0.0);
  const half = f64x2.splat(0.5);
  const two = f64x2.splat(2);
  for (let o: usize = 0; o < bytes; o += 16) {
    const c = f64x2.mul(v128.load(k + o), v128.load(s + (o & sMask)));
    const size = f64x2.abs(c);
    const distance = f64x2.add(
      f64x2.sub(size, v128.load(left + (o & leftMask))),
      f64x2.sub(size, v128.load(right + o)),
    );
    const decay = f64x2.mul(half, exponential(f64x2.mul(half, distance)));
    const loss = exponentialMinusOne(f64x2.mul(f64x2.splat(-2), size));
    const odd = v128.xor(f64x2.mul(decay, f64x2.neg(loss)), v128.and(c, signBit));
    const even = f64x2.mul(decay, f64x2.add(two, loss));
    v128.store(k + o, multiplyAdd(scale, exchanged ? even : odd, shift));
    v128.store(out + o, f64x2.mul(scale, exchanged ? odd : even));
  }
}

/** E[φφ] = exp(−γ·((var1−c) + (var2−c))), E[φ′φ′] = 2γ·E[φφ]. */
function rbf(
  gamma: f64, bytes: usize,
  k: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64, out: usize,
): void {
  const scale = f64x2.splat(weight);
  const shift = f64x2.splat(bias);
  for (let o: usize = 0; o < bytes; o += 16) {
    const c = f64x2.mul(v128.load(k + o), v128.load(s + (o & sMask)));
    const distance = f64x2.add(f64x2.sub(c, v128.load(left + (o & leftMask))), f64x2.sub(c, v128.load(right + o)));
    const value = exponential(f64x2.mul(f64x2.splat(gamma), distance));
    v128.store(k + o, multiplyAdd(scale, value, shift));
    v128.store(out + o, f64x2.mul(f64x2.splat(weight * 2 * gamma), value));
  }
}

function identity(bytes: usize, k: usize, s: usize, sMask: usize, weight: f64, bias: f64, out: usize): void {
  const scale = f64x2.splat(weight);
  const shift = f64x2.splat(bias);
  for (let o: usize = 0; o < bytes; o += 16) {
    const c = f64x2.mul(v128.load(k + o), v128.load(s + (o & sMask)));
    v128.store(k + o, multiplyAdd(scale, c, shift));
    v128.store(out + o, scale);
  }
}

/** Computes the lanes that are not `far` again, carefully. */
function repair(
  far: i32, activation: i32, parameter: f64, c: v128, left: usize, right: usize,
  weight: f64, bias: f64, k: usize, out: usize,
): void {
  if ((far & 1) == 0) repairLane(activation, parameter, f64x2.extract_lane(c, 0), left, right, weight, bias, k, out);
  if ((far & 2) == 0) repairLane(activation, parameter, f64x2.extract_lane(c, 1), left + 8, right + 8, weight, bias, k + 8, out + 8);
}

function repairLane(
  activation: i32, parameter: f64, c: f64, left: usize, right: usize,
  weight: f64, bias: f64, k: usize, out: usize,
): void {
  carefulPair(activation, parameter, c, load<f64>(left), load<f64>(right));
  store<f64>(k, weight * dual + bias);
  store<f64>(out, weight * derivative);
}
