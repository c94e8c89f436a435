import type { Activation } from './activation.ts';
import { rootDeterminant } from './bivariate.ts';
import { closedForm } from './closed-form.ts';
import { erfc } from './error-function.ts';

const TAU = 2 * Math.PI;

/**
 * GELU, φ(x) = x·Φ(x) with the exact normal distribution function Φ.
 *
 *   E[φφ]   = c·F + (Δ + c²/(1+v₁) + c²/(1+v₂)) / (2π√D)
 *   E[φ′φ′] = F + c·(1/D + 1/(1+v₁) + 1/(1+v₂)) / (2π√D)
 *   F = ¼ + atan2(c, √D) / 2π,   Δ = v₁v₂ − c²,   D = 1 + v₁ + v₂ + Δ
 *
 * c = cov12, v = variances. Sums of positive terms but for F and the sign of c: a few ulp.
 * Tsuchida, Pearce, van der Heide, Roosta & Gallagher, Avoiding Kernel Fixed Points, AAAI 2021;
 * the derivative is ∂E[φφ]/∂c with D(1/(1+v₁) + 1/(1+v₂)) = 2 + v₁ + v₂ − c²(1/(1+v₁) + 1/(1+v₂)).
 */
export function gelu(gain = 1): Activation {
  return closedForm({
    name: 'gelu',
    gain,
    evaluate: (x) => x * normalCdf(x),
    derivative: (x) => normalCdf(x) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(TAU),
    pair(cov12, var1, var2, out) {
      const sine = rootDeterminant(cov12, var1, var2);
      const rootD = sine < 1e150 ? Math.sqrt(1 + var1 + var2 + sine * sine) : sine;
      const f = 0.25 + Math.atan2(cov12, rootD) / TAU;
      const reciprocals = 1 / (1 + var1) + 1 / (1 + var2);
      const slope = cov12 / rootD;
      out.dual = cov12 * f + (sine * (sine / rootD) + cov12 * reciprocals * slope) / TAU;
      out.derivative = f + (slope * (1 / rootD / rootD + reciprocals)) / TAU;
    },
  });
}

/** Φ(x), with its relative digits in the lower tail. */
function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}
