import type { Client } from '../../../src/client/index.ts';
import type { Panel } from '../../lib/line-plot.ts';
import { CHANCE } from '../rotation-task/after-divergence.ts';
import { FINAL_ACCURACY, shallowerIsBetter, widerIsBetter } from '../rotation-task/claims.ts';
import { SOURCE_NAMES, settingText } from '../rotation-task/names.ts';
import type { RotationOptions, RotationSource } from '../rotation-task/options.ts';
import { onOneScale } from '../rotation-task/panels.ts';
import { accuracyTable } from '../rotation-task/table.ts';
import { trainRotations } from '../rotation-task/train.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import { accuracyPanel, curvesCsv, finalsAgainst, labelValues, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import type { Run } from '../trained/runs-file.ts';
import { isLearned } from './learned.ts';

const RATE = 'learning rate';

/** The paper's Fig. 4: test accuracy at the end against the learning rate, for each depth and width of g. */
export async function fig4(client: Client, options: RotationOptions): Promise<Judged[]> {
  const runs = await trainRotations(client, 'fig4', options, options.epochs);
  const sources = Object.keys(options.widths) as RotationSource[];
  const of = (source: RotationSource) => runsWith(runs, { data: source });
  const columns = options.learningRates.map((rate) => ({
    name: String(rate),
    of: (some: readonly Run[]) => FINAL_ACCURACY.of(runsWith(some, { [RATE]: rate })),
  }));
  return writeFindings(options.output, {
    name: 'fig4',
    csv: curvesCsv(runs),
    panels: sources.flatMap((source) => onOneScale(panelsOf(source, of(source)))),
    columns: options.depths.length,
    text: [
      `Test accuracy at the end by learning rate; ${settingText(options)}`,
      ...sources.map((source) => accuracyTable(SOURCE_NAMES[source], of(source), columns)),
    ].join('\n\n'),
    claims: sources.flatMap((source) => claimsOf(`on ${SOURCE_NAMES[source]}`, of(source))),
  });
}

function panelsOf(source: RotationSource, runs: readonly Run[]): Panel[] {
  return labelValues(runs, 'depth').map((depth) => {
    const series = labelValues(runs, 'width').map((width) =>
      finalsAgainst(`width ${width}`, RATE, runsWith(runs, { depth, width }), 'test_accuracy', {
        band: 'deviation',
        diverged: CHANCE,
      }),
    );
    const panel = accuracyPanel(`${SOURCE_NAMES[source]}, g of depth ${depth}`, RATE, series);
    return { ...panel, x: { ...panel.x, scale: 'log' } };
  });
}

/** At every learning rate at which some network learns. */
function claimsOf(where: string, runs: readonly Run[]): Claim[] {
  return labelValues(runs, RATE).flatMap((rate) => {
    const own = runsWith(runs, { [RATE]: rate });
    const at = `${where}, learning rate ${rate},`;
    const learned = labelValues(own, 'depth').filter((depth) => isLearned(runsWith(own, { depth })));
    return [
      ...learned.flatMap((depth) => widerIsBetter(runsWith(own, { depth }), `${at} depth ${depth},`, FINAL_ACCURACY)),
      ...(learned.length > 0 ? shallowerIsBetter(own, at, FINAL_ACCURACY) : []),
    ];
  });
}
