import type { Activation } from './activation.ts';
import { geometricMean, rootDeterminant } from './bivariate.ts';
import { closedForm } from './closed-form.ts';

/**
 * Absolute value, φ(x) = |x|.
 *
 *   E[φφ] = (2/π)·(√(var1·var2 − cov12²) + cov12·α),   E[φ′φ′] = (2/π)·α
 *
 * α = asin(cov12 / √(var1·var2)) as an arctangent, which keeps its digits near ±1.
 * Cho & Saul, NeurIPS 2009, through |x| = relu(x) + relu(−x).
 */
export function abs(gain = 1): Activation {
  return closedForm({
    name: 'abs',
    gain,
    evaluate: Math.abs,
    derivative: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
    pair(cov12, var1, var2, out) {
      const sine = rootDeterminant(cov12, var1, var2);
      if (sine === 0) {
        out.dual = geometricMean(var1, var2);
        out.derivative = out.dual > 0 ? Math.sign(cov12) : 0;
        return;
      }
      const alpha = Math.atan2(cov12, sine);
      out.dual = (2 / Math.PI) * (sine + cov12 * alpha);
      out.derivative = (2 / Math.PI) * alpha;
    },
  });
}
