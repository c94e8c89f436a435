import type { Matrix } from 'ml-matrix';
import { product, scaled } from './algebra.ts';
import { largest, type Measurement } from './deviations.ts';
import { gradientsAfterStep } from './gradients.ts';
import { drawnGradients } from './monte-carlo.ts';
import { adaptedAtOnce, drawProblem, type Problem, taskSource } from './problem.ts';

/** What is left of the gradients where γθθᵀH = I, in one problem. */
export interface Remaining {
  /** One task: the largest entry of both gradients, over that of θ's gradient from two tasks. */
  same: number;
  /** Two tasks: the same of α₀'s gradient. */
  alpha0: number;
  /** Two tasks: the largest mean of θ's gradient in standard errors, so that 0 is refuted by a large one. */
  fromZero: number;
  /** And its largest difference from 2γHΣHθ. */
  fromFormula: number;
}

/** The gradients at γθθᵀH = I, for each problem. */
export function remainingAtOnce(size: number, { problems, draws, seed }: Measurement): Remaining[] {
  return Array.from({ length: problems }, (_, index) => {
    const problem = adaptedAtOnce(drawProblem({ p: size, d: size }, seed, index));
    const source = taskSource(problem, seed, 2 * index);
    const [inner, outer] = [source(), source()];
    const [one, two] = [gradientsAfterStep(problem, inner, inner), gradientsAfterStep(problem, inner, outer)];
    const unit = largest(two.theta);
    const { mean, error } = drawnGradients(problem, 'independent', [draws], seed, 2 * index + 1)[0]!;
    const inErrors = (value: Matrix) => largest(value.clone().div(error.theta));
    return {
      same: Math.max(largest(one.alpha0), largest(one.theta)) / unit,
      alpha0: largest(two.alpha0) / unit,
      fromZero: inErrors(mean.theta),
      fromFormula: inErrors(mean.theta.clone().sub(expectedOfTwo(problem))),
    };
  });
}

/** 2γHΣHθ: what is left of (27), corrected. */
function expectedOfTwo({ H, covariance, theta, gamma }: Problem): Matrix {
  return scaled(2 * gamma, product(H, covariance, H, theta));
}
