import { Matrix } from 'ml-matrix';
import { difference, product, scaled, square, sum, transposed } from './algebra.ts';
import { remainder } from './gradients.ts';
import type { Problem } from './problem.ts';

export const isSquare = ({ theta }: Problem) => theta.rows === theta.columns;

/** With θᵀθᵀ, which a θ that is not square does not have. */
export function twiceTransposed(problem: Problem, value: (factor: Matrix) => Matrix): Matrix | null {
  const back = transposed(problem.theta);
  return isSquare(problem) ? value(product(back, back)) : null;
}

/** θα₀ − ε */
export function distance({ theta, alpha0 }: Problem, task: Matrix): Matrix {
  return difference(product(theta, alpha0), task);
}

/** θα₀ − ε₂ − γθθᵀH(θα₀ − ε₁) */
export function residual(problem: Problem, inner: Matrix, outer: Matrix): Matrix {
  const { theta, H, gamma } = problem;
  return difference(distance(problem, outer), scaled(gamma, product(square(theta), H, distance(problem, inner))));
}

/** (I − γHθθᵀ)H(I − γθθᵀH)u, with which (20) to (23), (26) and (27) begin. */
function beginning(problem: Problem, u: Matrix): Matrix {
  const left = remainder(problem);
  return product(transposed(left), problem.H, left, u);
}

export function byAlpha(problem: Problem, u: Matrix): Matrix {
  return product(transposed(problem.theta), beginning(problem, u));
}

/** (21), its first two lines in (27): … uα₀ᵀ − γH[U(I − γHθθᵀ) + (I − γθθᵀH)U]Hθ */
export function byTheta(problem: Problem, u: Matrix, U: Matrix): Matrix {
  const { H, theta, alpha0, gamma } = problem;
  const left = remainder(problem);
  const bracket = sum(product(U, transposed(left)), product(left, U));
  return difference(product(beginning(problem, u), transposed(alpha0)), scaled(gamma, product(H, bracket, H, theta)));
}

/** (23), with a matrix where it has Σ. */
export function meanByTheta(problem: Problem, secondMoment: Matrix): Matrix {
  const { theta, alpha0, mean } = problem;
  const start = product(theta, alpha0);
  const mixed = product(start, transposed(mean));
  const U = difference(sum(square(start), secondMoment), sum(mixed, transposed(mixed)));
  return byTheta(problem, distance(problem, mean), U);
}

/** (24): θᵀH(I − γ·factor·H)r */
export function byAlphaOfTwo({ H, theta, gamma }: Problem, factor: Matrix, r: Matrix): Matrix {
  return product(transposed(theta), H, difference(Matrix.eye(H.rows), scaled(gamma, product(factor, H))), r);
}

/** (25): H(I − γ·factor·H)rα₀ᵀ − γH[u₁u₂ᵀ − γu₁u₁ᵀHθθᵀ + u₂u₁ᵀ − γθθᵀHu₁u₁ᵀ]Hθ */
export function byThetaOfTwo(problem: Problem, factor: Matrix, inner: Matrix, outer: Matrix): Matrix {
  const { H, theta, alpha0, gamma } = problem;
  const [u1, u2] = [distance(problem, inner), distance(problem, outer)];
  const first = product(H, difference(Matrix.eye(H.rows), scaled(gamma, product(factor, H))), residual(problem, inner, outer));
  const half = difference(product(u2, transposed(u1)), scaled(gamma, product(square(theta), H, square(u1))));
  const second = product(H, sum(half, transposed(half)), H, theta);
  return difference(product(first, transposed(alpha0)), scaled(gamma, second));
}

/** (27): its first two lines, and γ²H[last]Hθ. */
export function withLastLine(problem: Problem, last: Matrix): Matrix {
  const { H, theta, gamma, mean } = problem;
  const w = distance(problem, mean);
  return sum(byTheta(problem, w, square(w)), scaled(gamma ** 2, product(H, last, H, theta)));
}

/** θθᵀHC + CHθθᵀ */
export function bothSides({ theta, H }: Problem, C: Matrix): Matrix {
  const left = product(square(theta), H, C);
  return sum(left, transposed(left));
}
