import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plainNormals } from '../../src/random/plain-normals.ts';
import { logLogPlot } from '../lib/log-log-plot.ts';
import { ProgressLine } from '../lib/progress.ts';
import { openTensors } from '../lib/tensors.ts';
import { DEPTHS } from './theorem1/cases.ts';
import { measure } from './theorem1/measure.ts';
import { panelOf } from './theorem1/panels.ts';
import { csv, lawsOf, markdown } from './theorem1/report.ts';
import type { Theorem1Options } from './theorem1-options.ts';

/** Room for f's output layer, which is used several times. */
const KEPT_BYTES = 2 ** 28;

/** How K^(r) depends on the width of f, as a table, numbers and a picture in the folder `output`. */
export async function theorem1(options: Theorem1Options): Promise<void> {
  await mkdir(options.output, { recursive: true });
  const tensors = await openTensors(options.backend);
  let line: { width: number; progress: ProgressLine } | undefined;
  const tell = (width: number, fraction: number) => {
    if (line?.width !== width) line = { width, progress: new ProgressLine(`n = ${width}`.padEnd(10)) };
    if (fraction < 1) line.progress.update(fraction);
    else line.progress.done();
  };
  const found = await measure(options, { tensors, keptBytes: KEPT_BYTES }, plainNormals, tell);
  const laws = lawsOf(found, options, options.fitFrom);
  const text = markdown(laws);
  await writeFile(join(options.output, 'theorem1.md'), text);
  await writeFile(join(options.output, 'theorem1.csv'), csv(laws));
  const rows = options.pairs.map((pair) => DEPTHS.map((depth) => panelOf(laws, pair, depth)));
  await writeFile(join(options.output, 'theorem1.svg'), logLogPlot(rows, 'width n of f', 'median of |K⁽ʳ⁾|'));
  console.log(`\n${text}`);
}
