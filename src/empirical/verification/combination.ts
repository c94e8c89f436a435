import type { SkewedMoments } from './skewed-moments.ts';
import { twoSidedQuantile, twoSidedTail } from './student-t.ts';

/** A linear combination Σ a_w·mean_w of one entry's means at the widths, as a random number. */
export interface Combination {
  value: number;
  /** Σ a_w²·s_w²/n_w */
  variance: number;
  /** Its third cumulant, Σ a_w³·μ₃_w/n_w². */
  third: number;
  /** Σ (a_w²·s_w²/n_w)²/(n_w − 1), of which Welch and Satterthwaite make degrees of freedom. */
  varianceSpread: number;
}

export function combined(coefficients: Float64Array, moments: readonly SkewedMoments[], index: number): Combination {
  const sum: Combination = { value: 0, variance: 0, third: 0, varianceSpread: 0 };
  for (const [w, a] of coefficients.entries()) {
    const { mean, count } = moments[w]!;
    const part = (a * a * moments[w]!.variance(index)) / count;
    sum.value += a * mean[index]!;
    sum.variance += part;
    sum.third += (a ** 3 * moments[w]!.thirdMoment(index)) / count ** 2;
    sum.varianceSpread += part ** 2 / (count - 1);
  }
  return sum;
}

/** What a combination may miss its expected value by for reasons other than the draw of the networks. */
export interface Allowance {
  /** At most: rounding. */
  tolerance: number;
  /** Standard deviation: a systematic error that is only known by its size. */
  systematic: number;
  /** Whether means may rest on a few networks, so that t says nothing. */
  heavyTails: boolean;
}

export interface Test {
  /** Of networks and of the systematic error. */
  standardError: number;
  /** Deviation in standard errors, beyond the tolerance. */
  z: number;
  /** Welch and Satterthwaite's. */
  degrees: number;
  /** Two-sided. */
  pValue: number;
}

/**
 * Tests whether a combination is `expected`.
 *
 * Kernels of finite networks are skewed, and a mean that is too small comes with a standard error that is too small. To
 * first order in 1/√n that is P(T ≤ x) = Φ(x) + a·(2x² + 1)·φ(x), a = κ₃/(6σ³); Hall's monotone cubic
 * T′ = T + a·(2T² + 1) + (4/3)·a²·T³ takes it away, here as in Student's one-sample case since both have
 * Cov(mean, variance of the mean) = κ₃. Tails are then those of t.
 *
 * Where tails are heavy, Chebyshev's inequality takes the place of t.
 *
 * P. Hall, On the removal of skewness by transformation, J. R. Statist. Soc. B 54 (1992).
 */
export function testOf(found: Combination, expected: number, { tolerance, systematic, heavyTails }: Allowance): Test {
  const variance = found.variance + systematic ** 2;
  const standardError = Math.sqrt(variance);
  const degrees = found.varianceSpread > 0 ? variance ** 2 / found.varianceSpread : Number.POSITIVE_INFINITY;
  const deviation = found.value - expected;
  const beyond = Math.sign(deviation) * Math.max(0, Math.abs(deviation) - tolerance);
  if (beyond === 0) return { standardError, degrees, z: 0, pValue: 1 };
  const z = beyond / standardError;
  if (!Number.isFinite(z)) return { standardError, degrees, z, pValue: 0 };
  const a = found.third / (6 * standardError ** 3);
  const pValue = twoSidedTail(z + a * (2 * z * z + 1) + (4 / 3) * a * a * z ** 3, degrees);
  return { standardError, degrees, z, pValue: heavyTails ? Math.max(pValue, Math.min(1, 1 / z ** 2)) : pValue };
}

/** The deviation in standard errors that a test rejects at `significance`, skewness aside. */
export function criticalDeviation(significance: number, { degrees }: Test, heavyTails: boolean): number {
  return heavyTails ? Math.sqrt(1 / significance) : twoSidedQuantile(significance, degrees);
}

/** Of the skewness of one network's kernel over the square root of the number of networks; one network alone gives 1. */
const MOST_CONCENTRATED = 0.5;

/** Whether some mean of one of the entries is made by a few networks. */
export function haveHeavyTails(moments: readonly SkewedMoments[], indices: readonly number[]): boolean {
  const concentration = (at: SkewedMoments, index: number) =>
    Math.abs(at.thirdMoment(index)) / (at.variance(index) ** 1.5 * Math.sqrt(at.count));
  return moments.some((at) => indices.some((index) => concentration(at, index) > MOST_CONCENTRATED));
}
