import type { Activation } from './activation.ts';
import { closedForm } from './closed-form.ts';

/**
 * The activation whose dual is a Gaussian kernel, φ(x) = √2·sin(√(2γ)·x + π/4).
 *
 *   E[φφ] = exp(−γ·(var1 + var2 − 2cov12)),   E[φ′φ′] = 2γ·E[φφ]
 *
 * γ: `gamma`, the inverse squared length. The exponent is (var1−cov12) + (var2−cov12), whose
 * terms are exact where their sum is small.
 * Rahimi & Recht, NeurIPS 2007; named as in neural-tangents (Novak et al. 2020).
 */
export function rbf(gamma = 1, gain = 1): Activation {
  const frequency = Math.sqrt(2 * gamma);
  return closedForm({
    name: 'rbf',
    gain,
    parameter: gamma,
    evaluate: (x) => Math.SQRT2 * Math.sin(frequency * x + Math.PI / 4),
    derivative: (x) => Math.SQRT2 * frequency * Math.cos(frequency * x + Math.PI / 4),
    pair(cov12, var1, var2, out) {
      out.dual = Math.exp(-gamma * (var1 - cov12 + (var2 - cov12)));
      out.derivative = 2 * gamma * out.dual;
    },
  });
}
