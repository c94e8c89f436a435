import { markdownTable } from '../../lib/table.ts';
import { finals, labelValues, type Metric, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';
import { deviationText } from '../trained/statistics.ts';

/** Final accuracy and loss of each width, over the runs that did not diverge. */
export function widthTable(runs: readonly Run[]): string {
  const rows = labelValues(runs, 'width').map((width) => {
    const own = runsWith(runs, { width });
    const trained = own.filter(({ divergedAt }) => divergedAt === undefined);
    const cell = (metric: Metric) => (trained.length > 0 ? deviationText(finals(trained, metric), 4) : '–');
    return [
      width,
      Number(Number(own[0]!.labels['learning rate']).toPrecision(3)),
      cell('test_accuracy'),
      cell('test_loss'),
      cell('train_loss'),
      own.length - trained.length,
    ];
  });
  const head = ['n', 'learning rate', 'test accuracy', 'test loss', 'training loss', 'diverged'];
  return markdownTable(head, rows, 0);
}
