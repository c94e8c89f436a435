import { Client } from '../../client/index.ts';
import { readDataset } from '../../datasets/files/read-dataset.ts';
import { shrink } from '../../datasets/shrink.ts';
import { checkWritable } from '../arguments.ts';
import { type CommandMeans, EXIT, exitCode } from '../command.ts';
import { putArrays, trainingPart, writeArrays } from './deliver.ts';
import { type Drawn, draw } from './draw.ts';
import { DATASET_HELP, type DatasetOptions, datasetOptions } from './options.ts';

/** `hypertangent dataset …`: the exit code, everything else written. */
export function datasetCommand(args: readonly string[], means: Pick<CommandMeans, 'environment' | 'out' | 'err'>): Promise<number> {
  return exitCode(means, async () => {
    const options = datasetOptions(args);
    if (options === 'help') means.out(DATASET_HELP);
    else await deliver(options, means);
    return EXIT.done;
  });
}

async function deliver(options: DatasetOptions, { environment, out }: Pick<CommandMeans, 'environment' | 'out'>): Promise<void> {
  const { output, prefix } = options;
  if (output !== undefined) await checkWritable(output);
  const drawn = await drawnOf(options);
  if (output !== undefined) await writeArrays(drawn, output);
  out(shapes(drawn));
  if (prefix === undefined) return;
  const client = new Client({ url: options.url ?? environment.HYPERTANGENT_URL, apiKey: environment.HYPERTANGENT_API_KEY });
  out(`${JSON.stringify(trainingPart(drawn, await putArrays(drawn, prefix, client)))}\n`);
}

async function drawnOf({ name, folder, part, count, shrink: factor, transform, seed }: DatasetOptions): Promise<Drawn> {
  return draw(shrink(await readDataset(name, part, { folder, count }), factor), transform, seed);
}

/** A line for each array, and how x and z go together. */
function shapes({ arrays, pairing }: Drawn): string {
  const lines = Object.entries(arrays).map(([name, { shape }]) => `${name}  [${shape.join(', ')}]`);
  return `${[...lines, ...(pairing ? [`pairing: ${pairing}`] : [])].join('\n')}\n`;
}
