import type { Matrix } from '../../nd-array.ts';
import { type Combination, combined, haveHeavyTails, type Test, testOf } from './combination.ts';
import { curvatureError, type Extrapolation, extrapolation, type FittedWidth } from './extrapolation.ts';
import type { SkewedMoments } from './skewed-moments.ts';

/** Rounding of float32 and of sums in it, relative to the largest entry of a kernel. */
export const ROUNDING = 1e-5;

/** What finite networks say about one entry of an analytic kernel. */
export interface FittedEntry {
  index: number;
  limit: Combination;
  /** Of the limit against the analytic entry. */
  test: Test;
  /** b in K∞ + b/width. */
  bias: number;
  /** c in K∞ + b/width + c/width² in its own standard errors. */
  misfit?: number;
  /** Whether c is of its natural size. */
  bend?: Test;
  /** The parabola's limit against the analytic entry, where how much it differs from the line's counts as its error. */
  parabola?: Test;
}

export interface FittedKernel {
  analytic: Matrix;
  entries: FittedEntry[];
  /** The largest limit of an entry. */
  scale: number;
  /** The largest b/width at the smallest width, relative to the scale. */
  slope: number;
  heavyTails: boolean;
}

/**
 * Continues the entries of a kernel to infinite width.
 *
 * The means at the widths are weighted by width·samples, for the variance falls like 1/width: weights that come from the
 * entries' own variances would prefer means that happen to be small. With r the largest b/width of any entry relative to
 * the kernel's scale, the next term of the series, c/width², is expected to be about r times the entry's b/width, or r² times
 * the entry itself: give or take the larger one.
 *
 * @param sizes the widths, a number in proportion to them each
 * @param moments of all entries over the networks of each width
 * @param indices the entries to look at
 */
export function fitKernel(
  sizes: readonly number[],
  moments: readonly SkewedMoments[],
  analytic: Matrix,
  indices: readonly number[],
): FittedKernel {
  const smallest = Math.min(...sizes);
  const times = sizes.map((size) => smallest / size);
  const unit = pooledVariance(times, moments, indices);
  const widths = times.map((t, w): FittedWidth => ({ t, variance: (unit * t * moments[0]!.count) / moments[w]!.count }));
  const line = extrapolation(widths, 0);
  const largest = (value: (index: number) => number) => indices.reduce((most, index) => Math.max(most, value(index)), 0);
  const scale = largest((index) => Math.abs(combined(line.limit, moments, index).value));
  const slope = scale > 0 ? largest((index) => withoutNoise(combined(line.slope, moments, index))) / scale : 0;
  const fit = extrapolation(widths, slope ** 2 * scale);
  const parabola = widths.length > 2 ? extrapolation(widths, Number.POSITIVE_INFINITY) : undefined;
  const heavyTails = haveHeavyTails(moments, indices);
  const context: Context = { widths, fit, parabola, scale, smallest, slope, heavyTails };
  return {
    analytic,
    scale,
    slope,
    heavyTails,
    entries: indices.map((index) => fitEntry(context, moments, analytic.data[index]!, index)),
  };
}

interface Context {
  widths: readonly FittedWidth[];
  fit: Extrapolation;
  parabola: Extrapolation | undefined;
  scale: number;
  smallest: number;
  slope: number;
  heavyTails: boolean;
}

function fitEntry(context: Context, moments: readonly SkewedMoments[], analytic: number, index: number): FittedEntry {
  const { widths, fit, parabola, scale, smallest, slope, heavyTails } = context;
  const of = (coefficients: Float64Array) => combined(coefficients, moments, index);
  const rounding = (coefficients: Float64Array) => ROUNDING * scale * coefficients.reduce((sum, a) => sum + Math.abs(a), 0);
  const limit = of(fit.limit);
  const ofSlope = of(fit.slope);
  const natural = slope * Math.max(withoutNoise(ofSlope), slope * Math.abs(limit.value));
  const left = natural * Math.abs(curvatureError(fit.limit, widths));
  const entry: FittedEntry = {
    index,
    limit,
    test: testOf(limit, analytic, { tolerance: rounding(fit.limit), systematic: left, heavyTails }),
    bias: ofSlope.value * smallest,
  };
  if (fit.curvature === undefined || parabola === undefined) return entry;
  const bend = of(fit.curvature);
  const tolerance = rounding(fit.curvature);
  const bent = of(parabola.limit);
  return {
    ...entry,
    misfit: testOf(bend, 0, { tolerance, systematic: 0, heavyTails }).z,
    bend: testOf(bend, 0, { tolerance, systematic: natural, heavyTails }),
    parabola: testOf(bent, analytic, {
      tolerance: rounding(parabola.limit),
      systematic: Math.abs(bent.value - limit.value),
      heavyTails,
    }),
  };
}

/** The size of what the combination is expected to be: noise adds its variance to the square. */
function withoutNoise({ value, variance }: Combination): number {
  return Math.sqrt(Math.max(0, value ** 2 - variance));
}

/** The variance of the mean at the smallest width, over entries and widths, if it falls like 1/width; 1 where there is none. */
function pooledVariance(times: readonly number[], moments: readonly SkewedMoments[], indices: readonly number[]): number {
  let sum = 0;
  for (const [w, t] of times.entries()) for (const index of indices) sum += moments[w]!.variance(index) / moments[w]!.count / t;
  return sum > 0 ? sum / (times.length * indices.length) : 1;
}
