import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { embeddingDoesNotImprove, growthClaims, hypernetworkIsBetter } from '../modularity/claims.ts';
import type { Comparison } from '../modularity/comparison.ts';
import { panelOf, spreadText, tableOf } from '../modularity/report.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import { curvesCsv, finalMse, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { conditionsOf, pointSizes, type Study } from './conditions.ts';
import type { SyntheticOptions } from './options.ts';
import { putExamples, typeOneVariances } from './points.ts';

const NAME = 'modularity-synthetic';
const STUDIES: readonly Study[] = ['depth', 'embedding'];

/** The paper has the hypernetwork ahead from here on. */
const AHEAD_FROM_DEPTH = 3;

/** Both networks on all targets, against the depth and against the embedding dimension. */
export async function synthetic(client: Client, options: SyntheticOptions): Promise<Judged[]> {
  const { types, repeats, output } = options;
  const file = await RunsFile.open(join(output, `${NAME}.json`));
  const runs: Run[] = [];
  for (const study of STUDIES) {
    const prepare = (repeat: number) => putExamples(client, pointSizes(study, options), types, repeat);
    runs.push(...(await trainAll(client, file, conditionsOf(study, options), { repeats, prepare })));
  }
  const comparisons = STUDIES.flatMap((study) =>
    types.map((type): Comparison & { study: Study } => ({
      study,
      title: `type ${type}`,
      label: study === 'depth' ? 'depth' : 'embedding dimension',
      runs: runsWith(runs, { study, type }),
      errorOf: finalMse,
    })),
  );
  return writeFindings(output, {
    name: NAME,
    csv: curvesCsv(runs),
    panels: comparisons.map((comparison) =>
      panelOf(comparison, comparison.study === 'depth' ? 'layers of f and e' : 'embedding dimension', 'test MSE'),
    ),
    columns: types.length,
    text: [
      ...comparisons.map((comparison) => tableOf(comparison, `test MSE by ${comparison.label}`)),
      ...(types.includes('I') ? [whatTypeOneTakes(options)] : []),
    ].join('\n\n'),
    claims: comparisons.flatMap(claimsOf),
  });
}

function claimsOf(comparison: Comparison & { study: Study }): Claim[] {
  const { title, study } = comparison;
  if (study === 'embedding')
    return [
      hypernetworkIsBetter(comparison, `on ${title} at every embedding dimension`),
      ...embeddingDoesNotImprove(comparison, `on ${title}`, 'the embedding dimension'),
    ];
  return [
    hypernetworkIsBetter(comparison, `on ${title} from ${AHEAD_FROM_DEPTH} layers on`, AHEAD_FROM_DEPTH),
    ...growthClaims(comparison, `on ${title}`, 'the depth of f', 'the depth of e'),
  ];
}

/** How much of type I there is to learn, and for how much of it I counts. */
function whatTypeOneTakes(options: SyntheticOptions): string {
  const found = Array.from({ length: options.repeats }, (_, repeat) => typeOneVariances(pointSizes('depth', options), repeat));
  const [all, ofImages] = [found.map((variance) => variance.all), found.map((variance) => variance.ofImages)];
  return (
    `Type I where the depth varies: 0 for every answer has the MSE ${spreadText(all)}, and the best function of x alone ` +
    `${spreadText(ofImages)}: less is for those who look at I.`
  );
}
