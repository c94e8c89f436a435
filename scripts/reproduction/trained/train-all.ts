import { type Client, isProblemError, type Schema } from '../../../src/client/index.ts';
import { ProgressLine } from '../../lib/progress.ts';
import { type Condition, labelText, type TrainingRequest } from './condition.ts';
import type { Run, RunsFile } from './runs-file.ts';

export interface TrainAllOptions {
  repeats: number;
  /** Puts the arrays of a repeat; called before its first training. */
  prepare(repeat: number): Promise<void>;
  /** Numbers of a trained network beside its curve. */
  measure?(training: Schema<'Training'>, condition: Condition, repeat: number): Promise<Record<string, number>>;
}

/**
 * Trains every condition as often as there are repeats, all of a repeat before the next one: after an interruption there are
 * whole repeats. What the file has already is not done again.
 *
 * @returns the runs of these conditions, repeat by repeat
 */
export async function trainAll(
  client: Client,
  file: RunsFile,
  conditions: readonly Condition[],
  { repeats, prepare, measure }: TrainAllOptions,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    let prepared = false;
    for (const condition of conditions) {
      const { labels } = condition;
      const request = condition.request(repeat);
      const known = file.find(request);
      if (known) {
        // What two conditions ask for alike is trained once.
        runs.push({ ...known, labels });
        continue;
      }
      if (!prepared) await prepare(repeat);
      prepared = true;
      const line = new ProgressLine(`${labelText(labels)} #${repeat}`.padEnd(52));
      const { training, ...found } = await trainOnce(client, request, line);
      const measured = training && (await measure?.(training, condition, repeat));
      const run = { labels, repeat, request, ...found, ...(measured && { measured }) };
      if (training) await client.api.DELETE('/v1/trainings/{training_id}', { params: { path: { training_id: training.id } } });
      await file.add(run);
      runs.push(run);
      line.end(lastWord(run));
    }
  }
  return runs;
}

type Found = Pick<Run, 'curve' | 'divergedAt'> & { training?: Schema<'Training'> };

/** A training that diverges is a result, too. */
async function trainOnce(client: Client, request: TrainingRequest, line: ProgressLine): Promise<Found> {
  let curve: Schema<'CurvePoint'>[] = [];
  try {
    const training = await client.train(request, {
      onProgress(progress) {
        curve = progress.curve ?? curve;
        line.update(progress.fraction, progress.stage);
      },
    });
    return { training, curve: training.curve };
  } catch (error) {
    if (!isProblemError(error, 'training_diverged')) throw error;
    return { curve, divergedAt: Number(error.details.step) };
  }
}

function lastWord({ curve, divergedAt, measured }: Run): string {
  if (divergedAt !== undefined) return `diverged at step ${divergedAt}`;
  const { step: _, ...last } = curve.at(-1)!;
  const values = Object.entries({ ...last, ...measured });
  return values.map(([name, value]) => `${name.replaceAll('_', ' ')} ${Number(value.toPrecision(4))}`).join(', ');
}
