import type { Client } from '../../../src/client/index.ts';
import type { RunsFile } from '../trained/runs-file.ts';
import { type Spread, spreadText } from '../trained/statistics.ts';
import { type Alone, aloneError, bestAlone, GAUSSIAN, NNGPS } from './alone.ts';
import { CHOICE, RIDGE, representationFor } from './defaults.ts';
import { errorOf, type Result } from './errors.ts';
import { METHODS } from './methods.ts';
import type { FewShotOptions } from './options.ts';
import { regressionError } from './regressions.ts';
import { drawTasks, gridOf } from './tasks.ts';
import { trainedResults } from './trained.ts';

export interface Measured {
  results: Result[];
  /** The kernels taken for tasks alone: the best on validation tasks, by number of shots. */
  alone: { shots: number; names: string[] }[];
}

/** The error of every method on the same unseen tasks, for each number of shots and repeat. */
export async function measure(client: Client, file: RunsFile, options: FewShotOptions): Promise<Measured> {
  const inputs = gridOf(options.points);
  const measured: Measured = { results: [], alone: [] };
  for (const shots of options.shots) {
    const validation = drawTasks(options.test, shots, 0, 'validation');
    const gaussian = await bestAlone(client, GAUSSIAN, validation, inputs);
    const nngp = await bestAlone(client, NNGPS, validation, inputs);
    measured.alone.push({ shots, names: [gaussian.name, nngp.name] });
    for (let repeat = 0; repeat < options.repeats; repeat++)
      measured.results.push(...(await untrained(client, options, { shots, repeat, inputs, gaussian, nngp })));
  }
  measured.results.push(...(await trainedResults(client, file, inputs, options)));
  return measured;
}

interface Setting {
  shots: number;
  repeat: number;
  inputs: Float64Array;
  gaussian: Alone;
  nngp: Alone;
}

/** All but the trained network. */
async function untrained(
  client: Client,
  options: FewShotOptions,
  { shots, repeat, inputs, gaussian, nngp }: Setting,
): Promise<Result[]> {
  const results: Result[] = [];
  const tell = (method: string, tasks: number, error: Spread) => {
    results.push({ method, shots, tasks, repeat, mse: error.mean, standardError: error.error });
    console.log(`${shots} shots, ${tasks} tasks, ${method} #${repeat}: ${spreadText(error, 4)}`);
  };
  const unseen = drawTasks(options.test, shots, repeat, 'test');
  tell(METHODS.zero, 0, errorOf(unseen, inputs, new Float64Array(unseen.length * inputs.length)));
  tell(METHODS.gaussian, 0, await aloneError(client, gaussian, unseen, inputs));
  tell(METHODS.aloneNngp, 0, await aloneError(client, nngp, unseen, inputs));
  for (const tasks of options.tasks) {
    const known = drawTasks(tasks, shots, repeat, 'meta-training');
    const settings = { choice: CHOICE, representation: representationFor(CHOICE), ridge: RIDGE };
    tell(METHODS.nngp, tasks, await regressionError(client, known, unseen, inputs, { ...settings, kernel: 'nngp' }));
    tell(METHODS.hyperkernel, tasks, await regressionError(client, known, unseen, inputs, { ...settings, kernel: 'ntk' }));
  }
  return results;
}
