import type { Client } from '../../../src/client/index.ts';
import type { Panel } from '../../lib/line-plot.ts';
import { shallowerIsBetter, widerIsBetter } from '../rotation-task/claims.ts';
import { stepsPerEpoch } from '../rotation-task/conditions.ts';
import { SOURCE_NAMES, settingText } from '../rotation-task/names.ts';
import type { RotationOptions, RotationSource } from '../rotation-task/options.ts';
import { onOneScale } from '../rotation-task/panels.ts';
import { accuracyTable } from '../rotation-task/table.ts';
import { trainRotations } from '../rotation-task/train.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import { accuracyPanel, curvesCsv, labelValues, meanCurve, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import type { Run } from '../trained/runs-file.ts';
import { type Fig2Measures, measures } from './measures.ts';

/** The paper's Fig. 2: test accuracy by epoch, for each depth and width of g. */
export async function fig2(client: Client, options: RotationOptions): Promise<Judged[]> {
  const runs = await trainRotations(client, 'fig2', options);
  const measured = measures(options.epochs);
  const sources = Object.keys(options.widths) as RotationSource[];
  const of = (source: RotationSource) => runsWith(runs, { data: source });
  return writeFindings(options.output, {
    name: 'fig2',
    csv: curvesCsv(runs),
    panels: sources.flatMap((source) => onOneScale(panelsOf(source, of(source), stepsPerEpoch(options)))),
    columns: options.depths.length,
    text: [
      `Learning rate ${options.learningRates[0]}; ${settingText(options)}`,
      ...sources.map((source) => accuracyTable(SOURCE_NAMES[source], of(source), Object.values(measured))),
    ].join('\n\n'),
    claims: sources.flatMap((source) => claimsOf(`on ${SOURCE_NAMES[source]}`, of(source), measured)),
  });
}

function panelsOf(source: RotationSource, runs: readonly Run[], stepsPerTick: number): Panel[] {
  return labelValues(runs, 'depth').map((depth) => {
    const series = labelValues(runs, 'width').map((width) =>
      meanCurve(`width ${width}`, runsWith(runs, { depth, width }), 'test_accuracy', stepsPerTick, 'deviation'),
    );
    return accuracyPanel(`${SOURCE_NAMES[source]}, g of depth ${depth}`, 'epoch', series);
  });
}

function claimsOf(where: string, runs: readonly Run[], { early, area, final }: Fig2Measures): Claim[] {
  return [
    ...labelValues(runs, 'depth').flatMap((depth) =>
      [early, area, final].flatMap((measure) => widerIsBetter(runsWith(runs, { depth }), `${where}, depth ${depth},`, measure)),
    ),
    ...[area, final].flatMap((measure) => shallowerIsBetter(runs, where, measure)),
  ];
}
