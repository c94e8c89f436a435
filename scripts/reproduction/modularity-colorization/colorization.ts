import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { growthClaims, hypernetworkIsBetter } from '../modularity/claims.ts';
import type { Comparison } from '../modularity/comparison.ts';
import { panelOf, tableOf } from '../modularity/report.ts';
import type { Judged } from '../trained/claims.ts';
import { curvesCsv, finalMse } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { conditionsOf } from './conditions.ts';
import type { ColorizationOptions } from './options.ts';
import { imagesOf, putColours } from './points.ts';

const NAME = 'modularity-colorization';

/** Both networks against the depth of f and e. */
export async function colorization(client: Client, options: ColorizationOptions): Promise<Judged[]> {
  const { folder, repeats, output } = options;
  const images = await imagesOf(options);
  const file = await RunsFile.open(join(output, `${NAME}.json`));
  const prepare = (repeat: number) => putColours(client, images, options, repeat);
  const runs = await trainAll(client, file, conditionsOf(options), { repeats, prepare });
  const comparison: Comparison = {
    title: folder === undefined ? 'synthetic images' : 'CIFAR-10',
    label: 'depth',
    runs,
    errorOf: finalMse,
  };
  return writeFindings(output, {
    name: NAME,
    csv: curvesCsv(runs),
    panels: [panelOf(comparison, 'layers of f and e', 'test MSE of red, green and blue')],
    text: tableOf(comparison, 'test MSE by depth'),
    claims: [
      hypernetworkIsBetter(comparison, `on ${comparison.title} at every depth`),
      ...growthClaims(comparison, `on ${comparison.title}`, 'the depth of f', 'the depth of e'),
    ],
  });
}
