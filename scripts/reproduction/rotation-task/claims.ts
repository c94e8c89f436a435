import { type Claim, differences } from '../trained/claims.ts';
import type { Labels } from '../trained/condition.ts';
import { labelValues, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';
import { spreadOf } from '../trained/statistics.ts';

/** What of a curve is compared; the larger the better. */
export interface Measure {
  /** "final accuracy" */
  name: string;
  of(runs: readonly Run[]): number[];
}

export const FINAL_ACCURACY: Measure = {
  name: 'final accuracy',
  of: (runs) => runs.map(({ curve }) => curve.at(-1)!.test_accuracy!),
};

/** The widest g is better than the narrowest, where there are two of them. @param where "on MNIST, depth 3," */
export function widerIsBetter(runs: readonly Run[], where: string, measure: Measure): Claim[] {
  const widths = labelValues(runs, 'width');
  const [narrowest, widest] = [widths[0]!, widths.at(-1)!];
  if (narrowest === widest) return [];
  const says = `${where} a g of width ${widest} has a better ${measure.name} than one of ${narrowest}`;
  return [
    { says, margins: differences(byRepeat(runs, measure, { width: widest }), byRepeat(runs, measure, { width: narrowest })) },
  ];
}

/** Each depth of g is better than the next one, in the mean over widths. */
export function shallowerIsBetter(runs: readonly Run[], where: string, measure: Measure): Claim[] {
  const depths = labelValues(runs, 'depth');
  return depths.slice(1).map((depth, index) => ({
    says: `${where} a g of depth ${depths[index]} has a better ${measure.name} than one of ${depth}`,
    margins: differences(byRepeat(runs, measure, { depth: depths[index]! }), byRepeat(runs, measure, { depth })),
  }));
}

/** The mean of a repeat's runs with these labels. */
function byRepeat(runs: readonly Run[], measure: Measure, labels: Labels): number[] {
  const chosen = runsWith(runs, labels);
  const repeats = [...new Set(chosen.map(({ repeat }) => repeat))].sort((a, b) => a - b);
  return repeats.map((repeat) => spreadOf(measure.of(chosen.filter((run) => run.repeat === repeat))).mean);
}
