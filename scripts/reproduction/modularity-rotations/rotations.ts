import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { imageSize } from '../../../src/datasets/image-set.ts';
import { embeddingDoesNotImprove, growthClaims, hypernetworkIsBetter } from '../modularity/claims.ts';
import type { Comparison } from '../modularity/comparison.ts';
import { panelOf, tableOf } from '../modularity/report.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import { curvesCsv, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { readImageSets } from '../trained/image-sets.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { conditionsOf } from './conditions.ts';
import type { RotationStudy, RotationsOptions } from './options.ts';
import { putRotations } from './points.ts';

const NAME = 'modularity-rotations';
const LABELS: Readonly<Record<RotationStudy, string>> = {
  depth: 'depth',
  embedding: 'embedding dimension',
  rate: 'learning rate',
};
const ERROR = 'classification error, %';

type RotationComparison = Comparison & { study: RotationStudy };

/** Both networks against the depth of f and e, the embedding dimension and the learning rate. */
export async function rotations(client: Client, options: RotationsOptions): Promise<Judged[]> {
  const { studies, repeats, output, dataset, folder, test, shrink: factor } = options;
  const images = await readImageSets(dataset, { train: options.images, test }, { folder, factor });
  const file = await RunsFile.open(join(output, `${NAME}.json`));
  const prepare = (repeat: number) => putRotations(client, images, options, repeat);
  const runs: Run[] = [];
  for (const study of studies) {
    const conditions = conditionsOf(study, imageSize(images.train), options);
    runs.push(...(await trainAll(client, file, conditions, { repeats, prepare })));
  }
  const comparisons = studies.map(
    (study): RotationComparison => ({
      study,
      title: `${dataset}, ${LABELS[study]}`,
      label: LABELS[study],
      runs: runsWith(runs, { study }),
      errorOf: ({ curve }) => 100 * (1 - curve.at(-1)!.test_accuracy!),
    }),
  );
  return writeFindings(output, {
    name: NAME,
    csv: curvesCsv(runs),
    panels: comparisons.map((comparison) => {
      const panel = panelOf(comparison, comparison.label, ERROR);
      return comparison.study === 'rate' ? { ...panel, x: { ...panel.x, scale: 'log' as const } } : panel;
    }),
    text: comparisons.map((comparison) => tableOf(comparison, ERROR)).join('\n\n'),
    claims: comparisons.flatMap((comparison) => claimsOf(comparison, dataset)),
  });
}

function claimsOf(comparison: RotationComparison, dataset: string): Claim[] {
  const better = hypernetworkIsBetter(comparison, `on ${dataset} whatever the ${comparison.label}`);
  switch (comparison.study) {
    case 'rate':
      return [better];
    case 'embedding':
      return [better, ...embeddingDoesNotImprove(comparison, `on ${dataset}`, 'the embedding dimension')];
    case 'depth':
      return [better, ...growthClaims(comparison, `on ${dataset}`, 'the depth of f', 'the depth of e')];
  }
}
