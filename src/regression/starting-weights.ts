import { HypertangentError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { ChosenSolver } from './solver.ts';

/** What a fitted regression keeps as its weights α. */
export interface WeightsShape {
  solver: ChosenSolver['kind'];
  /** As the solver keeps them: `[k, n, p]` for full_grid; none where there are several regressors. */
  shape?: readonly number[];
}

/** The weights of a fitted regression, for conjugate gradients to begin with. */
export interface StartingWeights {
  solver: ChosenSolver['kind'];
  weights: NdArray;
}

/** The axes of the weights of solvers that can begin with some. */
const AXES: Partial<Record<ChosenSolver['kind'], string>> = {
  full_grid: '[columns of y, images, coordinates]',
  conjugate_gradients: '[points, columns of y]',
};

/**
 * Checks that a fit can begin with weights, the same number of points and of columns being all that is needed.
 *
 * @param needed shape of the weights of the fit; `undefined` for an axis that is not known yet
 * @throws HypertangentError `invalid_value` on solvers that do not go together, `shape_mismatch`
 */
export function checkStart(solver: ChosenSolver['kind'], needed: readonly (number | undefined)[], from: WeightsShape): void {
  const path = '/start_from';
  const axes = AXES[solver];
  if (axes === undefined) {
    const expected = 'nothing, or the solver full_grid or conjugate_gradients';
    const message = `${path} is where an iteration begins, and the solver ${solver} has none; fit with full_grid or conjugate_gradients`;
    throw new HypertangentError('invalid_value', message, { path, expected, received: `the solver ${solver}` });
  }
  if (from.solver !== solver) {
    const expected = `a regression fitted with ${solver}`;
    const message = `${path} must be ${expected}: one fitted with ${from.solver} keeps no weights that ${solver} can begin with`;
    throw new HypertangentError('invalid_value', message, { path, expected, received: `one fitted with ${from.solver}` });
  }
  const given = from.shape ?? [];
  if (given.length === needed.length && needed.every((length, axis) => length === undefined || length === given[axis])) return;
  const expected = `weights of shape [${needed.map((length) => length ?? 'observed points').join(', ')}], ${axes}`;
  const received = `[${given.join(', ')}]`;
  throw new HypertangentError('shape_mismatch', `${path} must have ${expected}; that regression has ${received}`, {
    path,
    expected,
    received,
  });
}
