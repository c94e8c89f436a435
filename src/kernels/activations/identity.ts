import type { Activation } from './activation.ts';
import { closedForm } from './closed-form.ts';

/** The linear network, φ(x) = x: E[φφ] = cov12 and E[φ′φ′] = 1, exactly. */
export function identity(gain = 1): Activation {
  return closedForm({
    name: 'identity',
    gain,
    evaluate: (x) => x,
    derivative: () => 1,
    pair(cov12, _var1, _var2, out) {
      out.dual = cov12;
      out.derivative = 1;
    },
  });
}
