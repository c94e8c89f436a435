import { Matrix } from 'ml-matrix';
import { sum } from './algebra.ts';
import { type Gradients, lossAfterStep } from './gradients.ts';
import type { Problem } from './problem.ts';

const STEP = 1e-3;

/**
 * The gradient of the loss after the inner step by central differences of two steps, extrapolated, so that the error is
 * of order STEP⁴; the loss is a polynomial of degree 2 in α₀ and 6 in θ.
 */
export function differentiated(problem: Problem, by: keyof Gradients, inner: Matrix, outer: Matrix): Matrix {
  const at = problem[by];
  const found = new Matrix(at.rows, at.columns);
  for (let i = 0; i < at.rows; i++)
    for (let j = 0; j < at.columns; j++) {
      const slope = (step: number) => (loss(i, j, step) - loss(i, j, -step)) / (2 * step);
      found.set(i, j, (4 * slope(STEP / 2) - slope(STEP)) / 3);
    }
  return found;

  function loss(i: number, j: number, step: number): number {
    const moved = Matrix.zeros(at.rows, at.columns).set(i, j, step);
    return lossAfterStep({ ...problem, [by]: sum(at, moved) }, inner, outer);
  }
}
