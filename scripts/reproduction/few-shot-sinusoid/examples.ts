import type { Client, Schema } from '../../../src/client/index.ts';
import { type Representation, represent } from './representation.ts';
import { type Task, valuesAt } from './tasks.ts';

/** Points of tasks × inputs, held by the service, as regressions and trainings take them. */
export type HeldExamples = Required<Schema<'Examples'>> & { pairing: 'grid' };

/** Puts what f sees of tasks, and their values at all inputs, under ids that begin with `id`. */
export async function holdExamples(
  client: Client,
  id: string,
  tasks: readonly Task[],
  inputs: Float64Array,
  representation: Representation,
): Promise<HeldExamples> {
  const y = tasks.flatMap((task) => [...valuesAt(task, inputs)]);
  await client.putArray(`${id}-x`, represent(tasks, representation));
  await client.putArray(`${id}-z`, { shape: [inputs.length, 1], data: inputs });
  await client.putArray(`${id}-y`, { shape: [y.length], data: Float64Array.from(y) });
  return heldExamples(id);
}

/** What was put under these ids. */
export function heldExamples(id: string): HeldExamples {
  return { x: { array_id: `${id}-x` }, z: { array_id: `${id}-z` }, pairing: 'grid', y: { array_id: `${id}-y` } };
}

export async function forgetExamples(client: Client, id: string): Promise<void> {
  for (const part of ['x', 'z', 'y'])
    await client.api.DELETE('/v1/arrays/{array_id}', { params: { path: { array_id: `${id}-${part}` } } });
}
