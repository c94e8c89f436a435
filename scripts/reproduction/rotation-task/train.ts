import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { goneOn } from './after-divergence.ts';
import { rotationConditions } from './conditions.ts';
import { readImages } from './images.ts';
import type { RotationOptions, RotationSource } from './options.ts';
import { putPoints } from './points.ts';

/**
 * Trains all that the options have, on each source of images. Those that diverge guess from there on.
 *
 * @param name of the file with the runs
 * @param recordEvery epochs
 */
export async function trainRotations(client: Client, name: string, options: RotationOptions, recordEvery = 1): Promise<Run[]> {
  const file = await RunsFile.open(join(options.output, `${name}.json`));
  const runs: Run[] = [];
  for (const source of Object.keys(options.widths) as RotationSource[]) {
    const images = await readImages(source, options);
    const conditions = rotationConditions(images, options, recordEvery);
    const prepare = (repeat: number) => putPoints(client, images, repeat);
    runs.push(...(await trainAll(client, file, conditions, { repeats: options.repeats, prepare })));
  }
  return runs.map((run) => goneOn(run, options.epochs / recordEvery + 1));
}
