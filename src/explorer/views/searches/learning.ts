import { regress } from '../../api/regress.ts';
import { type Candidate, fitRequest } from './candidate.ts';
import { type DataSet, inputsOf } from './data-sets.ts';
import { randomFrom, shuffled } from './random.ts';
import { trainingSizes } from './training-sizes.ts';

/** Test error with so many training points, over several draws of both. */
export interface LearningPoint {
  points: number;
  mse: number;
  standardError: number;
}

const DRAWS = 8;
const HELD_OUT = 0.25;

/** How the test error falls with the number of training points. */
export async function learningCurve(
  data: DataSet,
  candidate: Candidate,
  signal: AbortSignal,
  onPoint: (curve: readonly LearningPoint[]) => void,
): Promise<void> {
  const count = data.y.length;
  const tests = Math.max(1, Math.round(HELD_OUT * count));
  const curve: LearningPoint[] = [];
  for (const points of trainingSizes(count - tests)) {
    const errors: number[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const order = shuffled(count, randomFrom(draw));
      const test = taken(data, order.slice(0, tests));
      const fit = fitRequest(taken(data, order.slice(tests, tests + points)), candidate);
      const { mean } = (await regress(fit, { test: { x: inputsOf(test) } }, signal)).arrays;
      errors.push(average(test.y.map((value, index) => (mean.data[index]! - value) ** 2)));
    }
    const mse = average(errors);
    const variance = errors.reduce((sum, error) => sum + (error - mse) ** 2, 0) / (DRAWS - 1);
    curve.push({ points, mse, standardError: Math.sqrt(variance / DRAWS) });
    onPoint([...curve]);
  }
}

function taken({ x, y }: DataSet, indices: readonly number[]): DataSet {
  return { x: indices.map((index) => x[index]!), y: indices.map((index) => y[index]!) };
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
