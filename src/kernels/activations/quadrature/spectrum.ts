import { type Nonlinearity, rootDensity, type Samples, sample } from './samples.ts';

const MAX_TERMS = 512;
const CHUNK = 32;
const MAX_LEVEL = 6;
/** Parseval's q − Σ a_k², relative to q, cannot be told from rounding below this. */
const PARSEVAL_NOISE = 3e-14;
/** Enough terms when, besides, the last chunk of them holds no more than this share of q. */
const ENERGY_LEFT = 1e-18;
const AGREEMENT = 1e-14;

/** The Hermite expansion of one function of a Gaussian. */
export interface Series {
  /** a_k = E[f(sX)·h_k(X)] */
  coefficients: Float64Array;
  /**
   * R_k = Σ_{j≥k} a_j² for k = 0 … K, K the number of coefficients: the energy of all that follows.
   * R_K is q − Σ a_j² (Parseval) or, where that is rounding only, the energy of the last 32 terms.
   */
  tails: Float64Array;
  /** q = E[f(sX)²] */
  norm: number;
  /** 'odd' or 'even' where every second coefficient vanishes. */
  parity: 'odd' | 'even' | 'none';
}

/** What is known of φ(sX) and φ′(sX), X ~ N(0, 1). */
export interface Spectrum {
  value: Series;
  slope: Series;
  /** |X| beyond it adds nothing. */
  reach: number;
  /** Disagreement of the two finest meshes, relative to √q. */
  error: number;
}

/** E[φ(sX)²], E[φ′(sX)²] and the relative disagreement of the two finest meshes. */
export interface Norms {
  value: number;
  slope: number;
  level: number;
  error: number;
}

/** Both norms by piecewise Gauss–Legendre, panels halved until two meshes agree. */
export function norms(phi: Nonlinearity, scale: number): Norms {
  if (scale === 0) return { value: phi.evaluate(0) ** 2, slope: phi.derivative(0) ** 2, level: 0, error: 0 };
  let coarse = energies(sample(phi, scale, 0));
  for (let level = 1; ; level++) {
    const fine = energies(sample(phi, scale, level));
    const error = Math.max(disagreement(coarse.value, fine.value, fine.value), disagreement(coarse.slope, fine.slope, fine.slope));
    if (!(error > AGREEMENT) || level === MAX_LEVEL) return { ...fine, level, error };
    coarse = fine;
  }
}

/**
 * The Hermite coefficients a_k(s) = E[φ(sX)·h_k(X)] of φ and φ′, h_k the orthonormal probabilists'
 * Hermite polynomials, so that E[φ(s₁X)φ(s₂Y)] = Σ_k a_k(s₁)·a_k(s₂)·ρ^k (Mehler 1866).
 *
 * As many terms as Parseval's identity Σ a_k² = q asks for, at most 512; meshes halved until the
 * coefficients agree. The Gaussian weight is folded into the recursion, so nothing overflows.
 */
export function spectrum(phi: Nonlinearity, scale: number): Spectrum {
  const q = norms(phi, scale);
  if (scale === 0) {
    return { value: constantSeries(phi.evaluate(0)), slope: constantSeries(phi.derivative(0)), reach: 0, error: 0 };
  }
  let samples = sample(phi, scale, q.level - 1);
  let coarse = expand(samples, q, MAX_TERMS);
  for (let level = q.level; ; level++) {
    samples = sample(phi, scale, level);
    const fine = expand(samples, q, coarse.value.coefficients.length);
    const error = Math.max(q.error, seriesDistance(coarse.value, fine.value), seriesDistance(coarse.slope, fine.slope));
    if (!(error > 10 * AGREEMENT) || level >= MAX_LEVEL) {
      const reach = Math.max(Math.abs(samples.x[0] ?? 0), Math.abs(samples.x[samples.x.length - 1] ?? 0));
      return { ...fine, reach, error };
    }
    coarse = fine;
  }
}

function energies({ weight, value, slope }: Samples): { value: number; slope: number } {
  let ofValue = 0;
  let ofSlope = 0;
  for (let i = 0; i < weight.length; i++) {
    ofValue += weight[i] * value[i] * value[i];
    ofSlope += weight[i] * slope[i] * slope[i];
  }
  return { value: ofValue, slope: ofSlope };
}

/** Coefficients by the recursion √(k+1)·ψ_{k+1} = x·ψ_k − √k·ψ_{k−1}, ψ_k = h_k·√w. */
function expand(samples: Samples, q: Norms, maxTerms: number): { value: Series; slope: Series } {
  const { x, weight, value, slope } = samples;
  const size = x.length;
  const valueCoefficients: number[] = [];
  const slopeCoefficients: number[] = [];
  let previous = new Float64Array(size);
  let current = Float64Array.from(x, (node, i) => rootDensity(node) * weight[i]);
  for (let k = 0; k < maxTerms; k++) {
    if (k % CHUNK === 0 && complete(valueCoefficients, q.value) && complete(slopeCoefficients, q.slope)) break;
    const scale = 1 / Math.sqrt(k + 1);
    const carry = Math.sqrt(k) * scale;
    let a = 0;
    let b = 0;
    for (let i = 0; i < size; i++) {
      const psi = current[i];
      a += psi * value[i];
      b += psi * slope[i];
      previous[i] = x[i] * psi * scale - carry * previous[i];
    }
    const next = previous;
    previous = current;
    current = next;
    valueCoefficients.push(a);
    slopeCoefficients.push(b);
  }
  return { value: series(valueCoefficients, q.value), slope: series(slopeCoefficients, q.slope) };
}

function complete(coefficients: readonly number[], norm: number): boolean {
  return coefficients.length > 0 && remainder(coefficients, norm) <= ENERGY_LEFT * norm;
}

/** R_K: what the coefficients leave of the norm. */
function remainder(coefficients: readonly number[], norm: number): number {
  const left = norm - energy(coefficients);
  return left > PARSEVAL_NOISE * norm ? left : energy(coefficients.slice(-CHUNK));
}

function energy(coefficients: readonly number[]): number {
  return coefficients.reduce((sum, a) => sum + a * a, 0);
}

function series(coefficients: readonly number[], norm: number): Series {
  const count = coefficients.length;
  const tails = new Float64Array(count + 1);
  tails[count] = remainder(coefficients, norm);
  let odd = 0;
  let even = 0;
  for (let k = count - 1; k >= 0; k--) {
    const a = Math.abs(coefficients[k]);
    tails[k] = tails[k + 1] + a * a;
    if (k % 2 === 1) odd = Math.max(odd, a);
    else even = Math.max(even, a);
  }
  const negligible = 1e-14 * Math.sqrt(norm); // two such coefficients multiply to 1e-28
  const parity = even <= negligible ? 'odd' : odd <= negligible ? 'even' : 'none';
  return { coefficients: Float64Array.from(coefficients), tails, norm, parity };
}

function constantSeries(value: number): Series {
  return { coefficients: Float64Array.of(value), tails: Float64Array.of(value * value, 0), norm: value * value, parity: 'none' };
}

function seriesDistance(left: Series, right: Series): number {
  let distance = 0;
  const count = Math.min(left.coefficients.length, right.coefficients.length);
  for (let k = 0; k < count; k++) distance = Math.max(distance, Math.abs(left.coefficients[k] - right.coefficients[k]));
  return disagreement(distance, 0, Math.sqrt(right.norm));
}

function disagreement(left: number, right: number, scale: number): number {
  if (!Number.isFinite(left) || !Number.isFinite(right)) return Number.POSITIVE_INFINITY;
  return left === right ? 0 : Math.abs(left - right) / scale;
}
