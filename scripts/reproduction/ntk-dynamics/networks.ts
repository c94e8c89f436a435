import type { BodyOf, Client, Schema } from '../../../src/client/index.ts';
import type { LabelledRows } from './points.ts';

/** Times, in steps times the learning rate, and how training gets from one to the next. */
export interface Schedule {
  learningRate: number;
  /** At each time, ascending; the first is 0. */
  steps: readonly number[];
}

type Architecture = BodyOf<'/v1/trainings'>['architecture'];

/**
 * Outputs of one network at each time of its training by full batches, times × points.
 *
 * @param seen points to say something of; those that it trains on are `train`
 */
export async function outputsInTime(
  client: Client,
  architecture: Architecture,
  train: LabelledRows,
  seen: Pick<LabelledRows, 'x' | 'z'>,
  { learningRate, steps }: Schedule,
  settings: { seed: number; backend: Schema<'TensorBackend'> },
): Promise<number[][]> {
  const outputs: number[][] = [];
  let before: string | undefined;
  for (const [index, step] of steps.entries()) {
    const { id } = await client.train({
      ...settings,
      architecture,
      train: { ...train, pairing: 'rows' },
      optimizer: { kind: 'sgd', learning_rate: learningRate },
      steps: step - (steps[index - 1] ?? 0),
      record_every: 100_000,
      ...(before !== undefined && { start_from: before }),
    });
    const { mean } = await client.predictTrained(id, {
      test: { x: seen.x, z: seen.z, pairing: 'rows' },
      backend: settings.backend,
    });
    outputs.push([...mean.data].map(Number));
    if (before !== undefined) await forget(client, before);
    before = id;
  }
  await forget(client, before!);
  return outputs;
}

function forget(client: Client, id: string): Promise<unknown> {
  return client.api.DELETE('/v1/trainings/{training_id}', { params: { path: { training_id: id } } });
}
