import type { Activation } from './activation.ts';
import { closedForm } from './closed-form.ts';
import { cosCos, sinSin } from './sin.ts';

/**
 * Cosine, φ(x) = cos x.
 *
 *   E[φφ] = exp(−(var1+var2)/2)·cosh(cov12),   E[φ′φ′] = exp(−(var1+var2)/2)·sinh(cov12)
 *
 * Daniely, Frostig & Singer, NeurIPS 2016, Table 1; Rahimi & Recht, NeurIPS 2007.
 */
export function cos(gain = 1): Activation {
  return closedForm({
    name: 'cos',
    gain,
    evaluate: Math.cos,
    derivative: (x) => -Math.sin(x),
    pair(cov12, var1, var2, out) {
      out.dual = cosCos(cov12, var1, var2);
      out.derivative = sinSin(cov12, var1, var2);
    },
  });
}
