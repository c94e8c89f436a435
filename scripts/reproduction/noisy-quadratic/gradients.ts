import { Matrix } from 'ml-matrix';
import { difference, product, scaled, square, sum, transposed } from './algebra.ts';
import type { Problem } from './problem.ts';

/** The two variables of the outer loop. */
export interface Gradients {
  /** [d, 1] */
  alpha0: Matrix;
  /** [p, d] */
  theta: Matrix;
}

/**
 * L̃(α₀, θ) = ½(θα₁ − ε₂)ᵀH(θα₁ − ε₂) after the inner step α₁ = α₀ − γθᵀH(θα₀ − ε₁).
 *
 * @param inner ε₁ of the inner step
 * @param outer ε₂ of the loss; the same as `inner` in the supplement's B.1, another one in B.2
 */
export function lossAfterStep({ H, theta, alpha0, gamma }: Problem, inner: Matrix, outer: Matrix): number {
  const step = product(transposed(theta), H, difference(product(theta, alpha0), inner));
  const residual = difference(product(theta, difference(alpha0, scaled(gamma, step))), outer);
  return product(transposed(residual), H, residual).get(0, 0) / 2;
}

/**
 * Its gradients ∂L̃/∂α₀ = θᵀPᵀHr and ∂L̃/∂θ = PᵀHrα₀ᵀ − γH(ru₁ᵀ + u₁rᵀ)Hθ, where u₁ = θα₀ − ε₁, P = I − γθθᵀH, and the
 * residual r = θα₁ − ε₂ changes by dr = Pθ dα₀ + P dθ α₀ − γ(dθ θᵀ + θ dθᵀ)Hu₁.
 */
export function gradientsAfterStep(problem: Problem, inner: Matrix, outer: Matrix): Gradients {
  const { H, theta, alpha0, gamma } = problem;
  const start = product(theta, alpha0);
  const u1 = difference(start, inner);
  const r = difference(difference(start, outer), scaled(gamma, product(theta, transposed(theta), H, u1)));
  const back = product(transposed(remainder(problem)), H, r);
  const both = sum(product(r, transposed(u1)), product(u1, transposed(r)));
  return {
    alpha0: product(transposed(theta), back),
    theta: difference(product(back, transposed(alpha0)), scaled(gamma, product(H, both, H, theta))),
  };
}

/** P = I − γθθᵀH: what the inner step leaves of the distance to the optimum. */
export function remainder({ H, theta, gamma }: Problem): Matrix {
  return difference(Matrix.eye(H.rows), scaled(gamma, product(square(theta), H)));
}
