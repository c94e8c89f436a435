import { markdownTable } from '../../lib/table.ts';
import { labelValues, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';
import { deviationText } from '../trained/statistics.ts';
import type { Measure } from './claims.ts';

/** A row for each depth and width: means over runs ± standard deviations, and how many runs diverged. */
export function accuracyTable(title: string, runs: readonly Run[], columns: readonly Measure[]): string {
  const rows = labelValues(runs, 'depth').flatMap((depth) =>
    labelValues(runs, 'width').map((width) => {
      const own = runsWith(runs, { depth, width });
      const diverged = own.filter(({ divergedAt }) => divergedAt !== undefined).length;
      return [depth, width, ...columns.map((measure) => deviationText(measure.of(own))), diverged];
    }),
  );
  const head = ['depth of g', 'width of g', ...columns.map(({ name }) => name), 'diverged'];
  return `${title}:\n\n${markdownTable(head, rows, 0)}`;
}
