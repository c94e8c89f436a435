import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Points } from '../../kernels/points.ts';
import { evaluateCombination } from '../kernel-combination.ts';
import { takePoints } from '../take-points.ts';
import { type Average, RunningAverage } from './average.ts';
import type { SubsetsRegression } from './fit.ts';

/**
 * The mean of the regressors' predictions at test points, and their spread, `[t, k]` (the paper's Eq. 19).
 *
 * @throws HypertangentError as {@link evaluateCombination} does
 */
export async function predictSubsets(model: SubsetsRegression, test: Points, engine: Engine, control: Control): Promise<Average> {
  const { architecture, kernel, parts } = model;
  const average = new RunningAverage();
  for (const [index, { indices, weights }] of parts.entries()) {
    const points = takePoints(model.points, Int32Array.from(indices.data));
    const part = subControl(control, index / parts.length, (index + 1) / parts.length);
    average.add(await evaluateCombination({ architecture, kernel, points, weights }, test, engine, part));
  }
  return average.result();
}
