import type { Activation } from './activation.ts';
import { closedForm } from './closed-form.ts';
import { reluPair } from './relu.ts';

/**
 * Leaky ReLU, φ(x) = max(x, 0) + a·min(x, 0).
 *
 *   E[φφ] = (1−a)²·R + a·cov12,   E[φ′φ′] = (1−a)²·Ṙ + a
 *
 * R, Ṙ: the moments of ReLU; a: `negativeSlope`. Rounding only.
 * Follows from φ(x) = a·x + (1−a)·max(x, 0) and Cho & Saul, NeurIPS 2009;
 * Tsuchida, Roosta & Gallagher, Invariance of Weight Distributions in Rectified MLPs, ICML 2018.
 */
export function leakyRelu(negativeSlope = 0.01, gain = Math.SQRT2): Activation {
  const a = negativeSlope;
  const square = (1 - a) ** 2;
  return closedForm({
    name: 'leaky_relu',
    gain,
    parameter: a,
    evaluate: (x) => (x > 0 ? x : a * x),
    derivative: (x) => (x > 0 ? 1 : x < 0 ? a : (1 + a) / 2),
    pair(cov12, var1, var2, out) {
      reluPair(cov12, var1, var2, out);
      out.dual = square * out.dual + a * cov12;
      out.derivative = square * out.derivative + a;
    },
  });
}
