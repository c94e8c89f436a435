import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTensorBackend } from '../../../src/empirical/backends/open.ts';
import { LocalNormals } from '../../../src/engine/local-normals.ts';
import { linePlot } from '../../lib/line-plot.ts';
import { ProgressLine } from '../../lib/progress.ts';
import { DEPTHS } from './cases.ts';
import { limits } from './limit.ts';
import { measure } from './measure.ts';
import type { Theorem1Options } from './options.ts';
import { panelsOf } from './panels.ts';
import { csv, lawsOf, markdown } from './report.ts';

/** How K^(r) depends on the width of f, as a table, numbers and a picture in the folder `output`. */
export async function theorem1(options: Theorem1Options): Promise<void> {
  await mkdir(options.output, { recursive: true });
  const { tensors, device } = await openTensorBackend(options.backend);
  console.log(device);
  let line: { width: number; progress: ProgressLine } | undefined;
  const tell = (width: number, fraction: number) => {
    if (line?.width !== width) line = { width, progress: new ProgressLine(`n = ${width}`.padEnd(10)) };
    if (fraction < 1) line.progress.update(fraction);
    else line.progress.done();
  };
  const means = { tensors, normals: new LocalNormals() };
  const found = await measure(options, means, tell);
  const laws = lawsOf(found, await limits(options.pairs, options.depth, means), options, options.fitFrom);
  const text = markdown(laws);
  await writeFile(join(options.output, 'theorem1.md'), text);
  await writeFile(join(options.output, 'theorem1.csv'), csv(laws));
  await writeFile(join(options.output, 'theorem1.svg'), linePlot(panelsOf(laws), DEPTHS.length));
  console.log(`\n${text}`);
}
