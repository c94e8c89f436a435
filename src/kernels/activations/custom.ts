import { HypertangentError } from '../../errors.ts';
import type { Activation } from './activation.ts';
import { compileExpression } from './expression.ts';
import { quadratureActivation } from './quadrature/quadrature-activation.ts';

/**
 * An activation given as a formula in x, such as "x*sigmoid(x)".
 *
 * φ and φ′ come from one compiled pass of forward-mode differentiation; the moments from
 * quadrature. `breakpoints` are the points where φ or φ′ is not smooth (0 is always one): without
 * them a kink costs accuracy, and then `quadrature_failed` says so.
 */
export function custom(expression: string, breakpoints: readonly number[] = [], gain = 1, path = ''): Activation {
  const compiled = compileExpression(expression, `${path}/expression`);
  const phi = {
    evaluate: (x: number) => compiled(x).value,
    derivative: (x: number) => compiled(x).slope,
    breakpoints: [...new Set(breakpoints)].sort((a, b) => a - b),
  };
  for (const x of [-2.3, -0.7, 0.7, 2.3]) {
    if (Number.isFinite(phi.evaluate(x)) && Number.isFinite(phi.derivative(x))) continue;
    throw new HypertangentError(
      'invalid_value',
      `The expression or its derivative is not finite at x = ${x}. An activation must be defined on the whole real line: guard it, as in log(1 + abs(x)).`,
      { path: `${path}/expression`, expected: 'a formula that is finite for every real x', received: expression },
    );
  }
  return quadratureActivation('custom', gain, phi);
}
