import type { Matrix } from 'ml-matrix';
import { FORMS, type Form } from './equations.ts';
import { differentiated } from './finite-differences.ts';
import { drawnGradients, type Estimate } from './monte-carlo.ts';
import { drawProblem, type Problem, type Sizes, taskSource } from './problem.ts';

/** Stream behind those of Monte Carlo. */
const DERIVATIVE_TASKS = 2_000_000;

export interface Measurement {
  /** Of each of the sizes. */
  problems: number;
  /** Tasks in the mean. */
  draws: number;
  seed: number;
}

/** How far a form is from the truth in one problem; null where its products are not defined. */
export interface Deviation {
  form: Form;
  sizes: Sizes;
  problem: number;
  /**
   * Of a gradient: the largest difference from finite differences over the largest entry. Of a mean: the largest
   * difference from the mean of draws in standard errors.
   */
  largest: number | null;
  /** Of a mean: root mean square of the differences in standard deviations of one draw, by number of draws. */
  trace: { draws: number; rms: number }[];
}

export function deviationsOf(sizes: Sizes, { problems, draws, seed }: Measurement): Deviation[] {
  return Array.from({ length: problems }, (_, index) => {
    const problem = drawProblem(sizes, seed, index);
    const checkpoints = checkpointsTo(draws);
    const estimates = {
      same: drawnGradients(problem, 'same', checkpoints, seed, 2 * index),
      independent: drawnGradients(problem, 'independent', checkpoints, seed, 2 * index + 1),
    };
    const source = taskSource(problem, seed, DERIVATIVE_TASKS + index);
    const [inner, outer] = [source(), source()];
    return FORMS.map((form): Deviation => {
      const found = form.expected
        ? fromDraws(form, problem, estimates[form.tasks])
        : { largest: fromDifferences(form, problem, inner, outer), trace: [] };
      return { form, sizes, problem: index, ...found };
    });
  }).flat();
}

/** Powers of two from 64 on, none of them near the last one. */
function checkpointsTo(draws: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log2(draws)) }, (_, k) => 2 ** (k + 1));
  return [...powers.filter((power) => power >= 64 && 1.5 * power < draws), draws];
}

function fromDifferences(form: Form, problem: Problem, inner: Matrix, outer: Matrix): number | null {
  const second = form.tasks === 'same' ? inner : outer;
  const value = form.value(problem, inner, second);
  if (!value) return null;
  const slope = differentiated(problem, form.by, inner, second);
  return largest(value.clone().sub(slope)) / largest(slope);
}

function fromDraws(form: Form, problem: Problem, estimates: readonly Estimate[]): Pick<Deviation, 'largest' | 'trace'> {
  const value = form.value(problem, problem.mean, problem.mean);
  if (!value) return { largest: null, trace: [] };
  const scores = estimates.map(({ mean, error }) => mean[form.by].clone().sub(value).div(error[form.by]));
  const trace = estimates.map(({ draws }, k) => ({ draws, rms: rootMeanSquare(scores[k]!) / Math.sqrt(draws) }));
  return { largest: largest(scores.at(-1)!), trace };
}

export function largest(matrix: Matrix): number {
  return matrix.clone().abs().max();
}

function rootMeanSquare(matrix: Matrix): number {
  return matrix.norm('frobenius') / Math.sqrt(matrix.rows * matrix.columns);
}
