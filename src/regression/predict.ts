import type { Control } from '../control.ts';
import type { Engine } from '../engine/engine.ts';
import { HypertangentError } from '../errors.ts';
import type { HypernetworkPoints, Points } from '../kernels/points.ts';
import { checkPredictionExtras, type PredictionExtras } from './dense/extras.ts';
import { predictDense } from './dense/predict.ts';
import type { FittedRegression } from './fit.ts';
import { predictFullGrid } from './full-grid/predict.ts';
import { evaluateCombination } from './kernel-combination.ts';
import type { Posterior } from './regression.ts';
import { predictSubsets } from './subsets/predict.ts';

/**
 * Posterior mean, and variance if asked for, at test points.
 *
 * @param extras what a dense regression alone can give
 * @throws HypertangentError `invalid_value` if the model cannot give what is asked for, `kernel_overflow`
 */
export async function predict(
  model: FittedRegression,
  test: Points,
  wantsVariance: boolean,
  engine: Engine,
  control: Control,
  extras: PredictionExtras = {},
): Promise<Posterior> {
  checkPredictionExtras(model.solver, 'flow' in model && model.flow !== undefined, extras);
  if (model.solver === 'cholesky') return predictDense(model, test, wantsVariance, engine, control, extras);
  if (wantsVariance) {
    throw new HypertangentError(
      'invalid_value',
      `the ${model.solver} solver has no factorisation to take a variance from; fit with the solver cholesky, on fewer points`,
      { path: '/variance', expected: `false for a ${model.solver} regression`, received: true },
    );
  }
  switch (model.solver) {
    case 'full_grid':
      return predictFullGrid(model, test as HypernetworkPoints, engine, control);
    case 'conjugate_gradients':
      return { mean: await evaluateCombination(model, test, engine, control) };
    case 'nystrom':
      return { mean: await evaluateCombination({ ...model, points: model.landmarks }, test, engine, control) };
    case 'subsets':
      return predictSubsets(model, test, engine, control);
  }
}
