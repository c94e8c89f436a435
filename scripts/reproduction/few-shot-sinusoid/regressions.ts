import type { Client, Schema } from '../../../src/client/index.ts';
import type { Spread } from '../trained/statistics.ts';
import { errorOf } from './errors.ts';
import { forgetExamples, holdExamples } from './examples.ts';
import { type Choice, infinite } from './networks.ts';
import type { Representation } from './representation.ts';
import type { Task } from './tasks.ts';

export interface RegressionSettings {
  kernel: Schema<'RegressionKernel'>;
  choice: Choice;
  representation: Representation;
  ridge: number;
}

/** Residual of the solver: errors do not depend on more. */
const TOLERANCE = 1e-4;

/**
 * Kernel regression over meta-training tasks × inputs, which predicts unseen tasks from their examples.
 *
 * @returns the mean square error over unseen tasks
 */
export async function regressionError(
  client: Client,
  known: readonly Task[],
  unseen: readonly Task[],
  inputs: Float64Array,
  { kernel, choice, representation, ridge }: RegressionSettings,
): Promise<Spread> {
  const [train, test] = ['few-shot-known', 'few-shot-unseen'];
  const held = await holdExamples(client, train, known, inputs, representation);
  const { y: _, ...points } = await holdExamples(client, test, unseen, inputs, representation);
  const { id } = await client.fit({
    architecture: infinite(choice),
    kernel,
    train: held,
    ridge: { value: ridge },
    solver: { kind: 'full_grid', tolerance: TOLERANCE },
  });
  const { mean } = await client.predict(id, { test: points });
  await client.api.DELETE('/v1/regressions/{regression_id}', { params: { path: { regression_id: id } } });
  await forgetExamples(client, train);
  await forgetExamples(client, test);
  return errorOf(unseen, inputs, mean.data);
}
