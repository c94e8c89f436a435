import type { Matrix } from 'ml-matrix';
import { difference, product, square, sum, transposed } from './algebra.ts';
import type { Gradients } from './gradients.ts';
import type { Problem } from './problem.ts';
import {
  bothSides,
  byAlpha,
  byAlphaOfTwo,
  byTheta,
  byThetaOfTwo,
  distance,
  isSquare,
  meanByTheta,
  residual,
  twiceTransposed,
  withLastLine,
} from './terms.ts';

type Equation = 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27;

/** A right-hand side of the supplement, or what it should be. */
export interface Form {
  equation: Equation;
  /** "as printed", or what is changed. */
  reading: string;
  /** Whose derivative it is. */
  by: keyof Gradients;
  /** Whether the inner step and the loss have one task. */
  tasks: 'same' | 'independent';
  /** Whether it is the mean over tasks. */
  expected: boolean;
  /** Null where products of these sizes are not defined. Means do not look at the tasks. */
  value(problem: Problem, inner: Matrix, outer: Matrix): Matrix | null;
}

/** Equations (20) to (27), each with its corrections behind it. */
export const FORMS: readonly Form[] = [
  form(20, 'as printed', (problem, task) => byAlpha(problem, distance(problem, task))),
  form(21, 'as printed', (problem, task) => {
    const u = distance(problem, task);
    return byTheta(problem, u, square(u));
  }),
  form(22, 'as printed', (problem) => byAlpha(problem, distance(problem, problem.mean))),
  form(23, 'as printed', (problem) => meanByTheta(problem, problem.covariance)),
  form(23, 'Σ + W*W*ᵀ for Σ', (problem) => meanByTheta(problem, sum(problem.covariance, square(problem.mean)))),
  form(24, 'as printed', (problem, inner, outer) =>
    twiceTransposed(problem, (factor) => byAlphaOfTwo(problem, factor, residual(problem, inner, outer))),
  ),
  form(24, 'θθᵀ for θᵀθᵀ', (problem, inner, outer) =>
    byAlphaOfTwo(problem, square(problem.theta), residual(problem, inner, outer)),
  ),
  form(25, 'as printed', (problem, inner, outer) => {
    if (!isSquare(problem)) return null;
    const { H, theta } = problem;
    return byThetaOfTwo(problem, product(transposed(theta), H, square(theta)), inner, outer);
  }),
  form(25, 'θθᵀ for θᵀHθθᵀ', (problem, inner, outer) => byThetaOfTwo(problem, square(problem.theta), inner, outer)),
  form(26, 'first line, as printed', (problem) => {
    const { mean } = problem;
    return twiceTransposed(problem, (factor) => byAlphaOfTwo(problem, factor, residual(problem, mean, mean)));
  }),
  form(26, 'second line, as printed', (problem) => byAlpha(problem, distance(problem, problem.mean))),
  form(27, 'as printed', (problem) => {
    const { theta, H } = problem;
    const last = printedCovariance(problem);
    return withLastLine(problem, product(square(theta), H, last, last, H, square(theta)));
  }),
  form(27, '+ between the brackets', (problem) => withLastLine(problem, bothSides(problem, printedCovariance(problem)))),
  form(27, '+ between the brackets, Σ for Σ − W*W*ᵀ', (problem) => withLastLine(problem, bothSides(problem, problem.covariance))),
];

/** Even ones are derivatives by α₀; from (24) on tasks are independent; (22), (23), (26) and (27) are means. */
function form(equation: Equation, reading: string, value: Form['value']): Form {
  return {
    equation,
    reading,
    by: equation % 2 === 0 ? 'alpha0' : 'theta',
    tasks: equation < 24 ? 'same' : 'independent',
    expected: equation % 4 >= 2,
    value,
  };
}

/** Σ − W*W*ᵀ */
function printedCovariance({ covariance, mean }: Problem): Matrix {
  return difference(covariance, square(mean));
}
