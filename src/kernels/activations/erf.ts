import type { Activation } from './activation.ts';
import { rootDeterminant } from './bivariate.ts';
import { closedForm } from './closed-form.ts';
import { erf as errorFunction } from './error-function.ts';

/**
 * Error function, φ(x) = erf(x).
 *
 *   E[φφ] = (2/π)·asin(2·cov12 / √((1+2var1)(1+2var2))),   E[φ′φ′] = 4 / (π·√D)
 *
 * D = (1+2var1)(1+2var2) − 4cov12², summed from positive terms; the arcsine is taken as an
 * arctangent. Full relative accuracy, for huge variances too.
 * Williams, Computing with Infinite Networks, NeurIPS 1996 (Neural Computation 1998), Eq. 11.
 */
export function erf(gain = 1): Activation {
  return closedForm({
    name: 'erf',
    gain,
    evaluate: errorFunction,
    derivative: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
    pair(cov12, var1, var2, out) {
      const sine = rootDeterminant(cov12, var1, var2);
      const rootD = sine < 1e150 ? Math.sqrt(1 + 2 * (var1 + var2) + 4 * sine * sine) : 2 * sine;
      out.dual = (2 / Math.PI) * Math.atan2(2 * cov12, rootD);
      out.derivative = 4 / (Math.PI * rootD);
    },
  });
}
