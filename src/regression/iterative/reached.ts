import { HypertangentError } from '../../errors.ts';

/** What an iterative solver reached. */
export interface Reached {
  /** ‖b − Ax‖/‖b‖ of each system. */
  residuals: Float64Array;
  iterations: number;
  converged: boolean;
}

/**
 * The largest residual.
 *
 * @throws HypertangentError `tolerance_not_reached`
 */
export function requireConverged({ residuals, iterations, converged }: Reached, tolerance: number): number {
  const reached = residuals.reduce((worst, value) => Math.max(worst, value), 0);
  if (converged) return reached;
  const message =
    `the relative residual is ${reached.toExponential(2)} after ${iterations} iterations, not ${tolerance}; ` +
    'allow more iterations, ask for a larger tolerance, or take a larger ridge';
  throw new HypertangentError('tolerance_not_reached', message, { tolerance, reached, iterations });
}
