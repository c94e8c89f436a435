import { Matrix } from 'ml-matrix';
import { type Gradients, gradientsAfterStep } from './gradients.ts';
import { type Problem, taskSource } from './problem.ts';

/** Means of gradients over the first so many draws, entry by entry, with their standard errors. */
export interface Estimate {
  draws: number;
  mean: Gradients;
  error: Gradients;
}

/** The mean gradient over drawn tasks, after every number of draws in `checkpoints`, ascending. */
export function drawnGradients(
  problem: Problem,
  tasks: 'same' | 'independent',
  checkpoints: readonly number[],
  seed: number,
  index: number,
): Estimate[] {
  const draw = taskSource(problem, seed, index);
  const [alpha0, theta] = [new Moments(problem.alpha0), new Moments(problem.theta)];
  const found: Estimate[] = [];
  for (let draws = 1; draws <= checkpoints.at(-1)!; draws++) {
    const inner = draw();
    const gradients = gradientsAfterStep(problem, inner, tasks === 'same' ? inner : draw());
    alpha0.add(gradients.alpha0);
    theta.add(gradients.theta);
    if (!checkpoints.includes(draws)) continue;
    found.push({
      draws,
      mean: { alpha0: alpha0.mean.clone(), theta: theta.mean.clone() },
      error: { alpha0: alpha0.standardError(), theta: theta.standardError() },
    });
  }
  return found;
}

/** Running mean and sum of squares about it (Welford 1962), entry by entry. */
class Moments {
  readonly mean: Matrix;
  readonly #squares: Matrix;
  #count = 0;

  constructor({ rows, columns }: Matrix) {
    this.mean = Matrix.zeros(rows, columns);
    this.#squares = Matrix.zeros(rows, columns);
  }

  add(value: Matrix): void {
    this.#count++;
    const before = Matrix.sub(value, this.mean);
    this.mean.add(Matrix.div(before, this.#count));
    this.#squares.add(before.mul(Matrix.sub(value, this.mean)));
  }

  standardError(): Matrix {
    return Matrix.div(this.#squares, (this.#count - 1) * this.#count).sqrt();
  }
}
