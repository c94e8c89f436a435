import { CHANCE } from '../rotation-task/after-divergence.ts';
import { FINAL_ACCURACY } from '../rotation-task/claims.ts';
import { labelValues, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';
import { spreadOf } from '../trained/statistics.ts';

/** Of chance: less is what the paper calls trivial performance. */
const TIMES = 1.5;

/** Whether one of the widths does clearly better than a guess, in the mean of its runs. */
export function isLearned(runs: readonly Run[]): boolean {
  return labelValues(runs, 'width').some((width) => spreadOf(FINAL_ACCURACY.of(runsWith(runs, { width }))).mean > TIMES * CHANCE);
}
