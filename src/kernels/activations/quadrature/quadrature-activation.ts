import { HypertangentError } from '../../../errors.ts';
import type { Activation } from '../activation.ts';
import { geometricMean, rootDeterminant } from '../bivariate.ts';
import { nestedExpectation } from './nested.ts';
import type { Nonlinearity } from './samples.ts';
import { norms, type Series, type Spectrum, spectrum } from './spectrum.ts';

/** What results promise, relative to √(q₁q₂); each method aims lower. */
const ACCURACY = 1e-10;
const SERIES_TOLERANCE = 1e-11;
const NESTED_TOLERANCE = 2e-11;
/** Cached coefficients in all, 64 MB; the oldest variances make room for new ones. */
const CACHE_NUMBERS = 2 ** 23;

/**
 * An activation without closed-form moments.
 *
 * E[φ(u)φ(v)] = Σ_k a_k(√var1)·a_k(√var2)·ρ^k by Mehler's formula. The coefficients are computed once
 * per distinct variance. What K terms leave out is at most √(R₁R₂)·|ρ|^K, R = q − Σ a_k² (Parseval and
 * Cauchy–Schwarz); pairs for which that is not small (rough φ with |ρ| near 1) are integrated in the
 * plane. Variances zero and correlations ±1 are exact cases. Throws `quadrature_failed` when neither
 * method reaches 1e-10.
 */
export function quadratureActivation(name: string, gain: number, phi: Nonlinearity): Activation {
  const cache = new Map<number, Spectrum>();
  let cached = 0;
  let lastVariance = Number.NaN;
  let lastSpectrum: Spectrum | undefined;

  function spectrumOf(variance: number): Spectrum {
    if (variance === lastVariance && lastSpectrum !== undefined) return lastSpectrum;
    let found = cache.get(variance);
    if (found === undefined) {
      found = spectrum(phi, Math.sqrt(variance));
      check(name, found.error);
      cached += numbersIn(found);
      for (const [key, old] of cache) {
        if (cached <= CACHE_NUMBERS) break;
        cache.delete(key);
        cached -= numbersIn(old);
      }
      cache.set(variance, found);
    }
    lastVariance = variance;
    lastSpectrum = found;
    return found;
  }

  function moment(which: 'value' | 'slope', first: Spectrum, second: Spectrum, pair: Pair): number {
    const series1 = first[which];
    const series2 = second[which];
    if (pair.correlation === 1 && pair.var1 === pair.var2) return series1.norm;
    const unit = Math.sqrt(series1.norm * series2.norm);
    if (Math.abs(pair.correlation) < 1) {
      const sum = mehlerSum(series1, series2, pair.correlation);
      if (!(sum.bound > SERIES_TOLERANCE * unit)) return sum.value;
    }
    const f = which === 'value' ? phi.evaluate : phi.derivative;
    const integral = nestedExpectation(
      f,
      phi.breakpoints,
      {
        scale1: Math.sqrt(Math.min(pair.var1, pair.var2)),
        scale2: Math.sqrt(Math.max(pair.var1, pair.var2)),
        correlation: pair.correlation,
        rest: rootDeterminant(pair.cov12, pair.var1, pair.var2) / geometricMean(pair.var1, pair.var2),
        reach: Math.max(first.reach, second.reach),
        unit,
      },
      NESTED_TOLERANCE,
    );
    check(name, unit > 0 ? integral.error / unit : 0);
    return integral.value;
  }

  return {
    name,
    gain,
    accuracy: ACCURACY,
    evaluate: phi.evaluate,
    derivative: phi.derivative,
    diagonal(variance) {
      const q = norms(phi, Math.sqrt(variance));
      check(name, q.error);
      return { dual: q.value, derivative: q.slope };
    },
    moments(cov12, var1, var2, dual, derivative, count) {
      for (let i = 0; i < count; i++) {
        const mean = geometricMean(var1[i], var2[i]);
        const correlation = mean > 0 ? Math.max(-1, Math.min(1, cov12[i] / mean)) : 0;
        const second = spectrumOf(var2[i]);
        const first = var1[i] === var2[i] ? second : (cache.get(var1[i]) ?? spectrumOf(var1[i]));
        const pair = { cov12: cov12[i], var1: var1[i], var2: var2[i], correlation };
        dual[i] = moment('value', first, second, pair);
        if (derivative !== null) derivative[i] = moment('slope', first, second, pair);
      }
    },
  };
}

interface Pair {
  cov12: number;
  var1: number;
  var2: number;
  correlation: number;
}

/** Σ_k a_k·b_k·ρ^k by Horner's rule, as far as |ρ|^k counts in double precision, and the bound on the rest. */
function mehlerSum(first: Series, second: Series, correlation: number): { value: number; bound: number } {
  const a = first.coefficients;
  const b = second.coefficients;
  const available = Math.min(a.length, b.length);
  const magnitude = Math.abs(correlation);
  const counting = magnitude < 0.9 ? Math.ceil(-39 / Math.log(magnitude)) + 1 : available; // e^−39 < 2^−56
  const terms = Math.min(available, counting);
  const parity = first.parity === second.parity ? first.parity : 'none';
  let value = 0;
  if (parity === 'none') {
    for (let k = terms - 1; k >= 0; k--) value = value * correlation + a[k] * b[k];
  } else {
    const square = correlation * correlation;
    const offset = parity === 'odd' ? 1 : 0;
    for (let k = 2 * Math.floor((terms - 1) / 2) + offset; k >= 0; k -= 2) {
      if (k < available) value = value * square + a[k] * b[k];
    }
    if (offset === 1) value *= correlation;
  }
  const energy = Math.sqrt(first.tails[terms] * second.tails[terms]);
  return { value, bound: energy === 0 ? 0 : energy * magnitude ** terms };
}

function numbersIn({ value, slope }: Spectrum): number {
  return 2 * (value.coefficients.length + slope.coefficients.length);
}

function check(name: string, error: number): void {
  if (error <= ACCURACY) return;
  const reached = Number.isFinite(error) ? error : 1; // no digit at all
  throw new HypertangentError(
    'quadrature_failed',
    `The Gaussian moments of the activation "${name}" reached a relative accuracy of ${reached.toExponential(1)} only. ` +
      'Likely causes: a kink or jump that is not among the breakpoints; a function that overflows or is not a number ' +
      'for part of the Gaussian; a variance too large for it. Try breakpoints at every kink, or smaller weights.',
    { activation: name, tolerance: ACCURACY, reached },
  );
}
