import type { Client } from '../../../src/client/index.ts';
import type { Condition } from '../trained/condition.ts';
import { finalMse } from '../trained/curves.ts';
import type { RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { BATCH_SIZE, CHOICE, LEARNING_RATE, representationFor, WIDTHS } from './defaults.ts';
import type { Result } from './errors.ts';
import { heldExamples, holdExamples } from './examples.ts';
import { METHODS } from './methods.ts';
import { finite } from './networks.ts';
import type { FewShotOptions } from './options.ts';
import { drawTasks } from './tasks.ts';

/** Points of a learning curve. */
const RECORDED = 20;
const REPRESENTATION = representationFor(CHOICE);

/** Trains a finite hypernetwork by Adam on the points of the largest regression, for each number of shots and repeat. */
export async function trainedResults(
  client: Client,
  file: RunsFile,
  inputs: Float64Array,
  { shots: allShots, tasks: sizes, test, repeats, steps }: FewShotOptions,
): Promise<Result[]> {
  const tasks = sizes.at(-1)!;
  const idOf = (shots: number, repeat: number, part: string) =>
    `few-shot-${shots}-${tasks}-${test}-${inputs.length}-${REPRESENTATION.kind}-${repeat}-${part}`;
  const conditions = allShots.map((shots): Condition => {
    return {
      labels: { network: 'hypernetwork', shots, tasks },
      request: (repeat) => ({
        architecture: finite(CHOICE, WIDTHS, repeat),
        train: heldExamples(idOf(shots, repeat, 'known')),
        test: heldExamples(idOf(shots, repeat, 'unseen')),
        optimizer: { kind: 'adam', learning_rate: LEARNING_RATE },
        batch_size: BATCH_SIZE,
        steps,
        record_every: Math.ceil(steps / RECORDED),
        seed: repeat,
      }),
    };
  });
  const runs = await trainAll(client, file, conditions, {
    repeats,
    async prepare(repeat) {
      for (const shots of allShots) {
        const known = drawTasks(tasks, shots, repeat, 'meta-training');
        const unseen = drawTasks(test, shots, repeat, 'test');
        await holdExamples(client, idOf(shots, repeat, 'known'), known, inputs, REPRESENTATION);
        await holdExamples(client, idOf(shots, repeat, 'unseen'), unseen, inputs, REPRESENTATION);
      }
    },
  });
  return runs.map((run) => {
    const { labels, repeat, divergedAt } = run;
    const mse = divergedAt === undefined ? finalMse(run) : Number.POSITIVE_INFINITY;
    return { method: METHODS.trained, shots: Number(labels.shots), tasks, repeat, mse, standardError: Number.NaN };
  });
}
