import type { KernelOutput } from '../../kernels/architecture.ts';
import { criticalDeviation } from './combination.ts';
import type { FittedEntry, FittedKernel } from './fit-kernel.ts';

/** `inconclusive`: these networks cannot tell. */
export type Outcome = 'passed' | 'failed' | 'inconclusive';

export interface Verdict {
  outcome: Outcome;
  /** What decided, and what to try, for people. */
  explanation: string;
  /** Of all entries agreeing, of all outputs together: the smallest of the entries' times their number (Bonferroni, Holm's first step). */
  pValue: number;
  /** The largest of the outputs'. */
  resolution: number;
}

/** How sure a verdict has to be. */
export interface Demands {
  /** The chance that a right kernel fails. */
  significance: number;
  /** The coarsest resolution at which a pass counts. */
  resolution: number;
}

/** How often a deviation of the size of the resolution is found, and its quantile of the normal distribution. */
const POWER = { probability: 0.9, quantile: 1.2815515655446004 };

/**
 * The deviation of an entry, relative to the largest entry of its kernel, that would have failed nine times in ten: of the
 * entry where that is largest.
 *
 * @param tests of all outputs together
 */
export function resolutionOf({ entries, scale, heavyTails }: FittedKernel, significance: number, tests: number): number {
  const smallest = ({ test }: FittedEntry) =>
    test.standardError === 0
      ? 0
      : (criticalDeviation(significance / tests, test, heavyTails) + POWER.quantile) * test.standardError;
  return scale === 0 ? 0 : entries.reduce((largest, entry) => Math.max(largest, smallest(entry)), 0) / scale;
}

/** The smallest p-value times the number of tests. */
export function bonferroni(pValues: readonly number[]): number {
  return Math.min(1, pValues.length * pValues.reduce((least, p) => Math.min(least, p), 1));
}

/**
 * Decides.
 *
 * A deviation fails the kernel only if it is none of the widths': where a term in 1/width² shows that is larger than the
 * square of the one in 1/width suggests, the parabola has to deviate too, by more than it differs from the line. Where
 * there is no such deviation, such a term makes the limit unknown, and so does a resolution that is too coarse.
 */
export function verdictOf(
  kernels: readonly (readonly [KernelOutput, FittedKernel])[],
  { significance, resolution: wanted }: Demands,
): Verdict {
  const entries = kernels.flatMap(([output, { entries }]) => entries.map((entry) => ({ output, ...entry })));
  const pValue = bonferroni(entries.map(({ test }) => test.pValue));
  const resolution = Math.max(...kernels.map(([, kernel]) => resolutionOf(kernel, significance, entries.length)));
  const bends = entries.filter(({ bend }) => bend !== undefined);
  const bent = bends.length > 0 && bonferroni(bends.map(({ bend }) => bend!.pValue)) < significance;
  const deviates = pValue < significance;
  const worst = entries.reduce((a, b) => (b.test.pValue < a.test.pValue ? b : a));
  const found = { pValue, resolution };
  if (deviates && (!bent || bonferroni(entries.map(({ parabola, test }) => (parabola ?? test).pValue)) < significance)) {
    const deviation = `the limit of ${worst.output} is ${amount(worst.test.z)} standard errors from the analytic kernel`;
    return { outcome: 'failed', explanation: `${deviation} (${pText(pValue)})`, ...found };
  }
  if (bent) {
    const why =
      'the means over networks do not lie on a line in 1/width, so these widths are too small to be continued to infinity';
    return { outcome: 'inconclusive', explanation: `${why}; try larger widths, or more of them`, ...found };
  }
  if (!(resolution <= wanted) && kernels.some(([, { heavyTails }]) => heavyTails)) {
    const why = 'a few of these networks have kernels so much larger than the others that their mean says little';
    return { outcome: 'inconclusive', explanation: `${why}; try more samples, or larger widths`, ...found };
  }
  if (!(resolution <= wanted)) {
    const why = `a deviation below ${percent(resolution)} of the largest entry could have been missed, and ${percent(wanted)} is asked for`;
    return { outcome: 'inconclusive', explanation: `${why}; try more samples, or larger widths`, ...found };
  }
  const power = `a deviation of ${percent(resolution)} of the largest entry would have been found`;
  return { outcome: 'passed', explanation: `no deviation beyond chance (${pText(pValue)}); ${power}`, ...found };
}

export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function pText(pValue: number): string {
  return pValue < 1e-300 ? 'p < 1e-300' : `p = ${Number(pValue.toPrecision(2))}`;
}

function amount(z: number): string {
  return Number.isFinite(z) ? Math.abs(z).toFixed(1) : 'infinitely many';
}
