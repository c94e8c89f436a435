import type { ActivationSpec } from './activation.ts';
import type { Algebra } from './algebra.ts';
import { readExpression } from './expression.ts';

/**
 * An activation φ, without its gain, in any algebra.
 *
 * @param path where the spec stands in the request, for errors
 * @throws HypertangentError `invalid_value` for a custom formula that cannot be read
 */
export function activationFormula<Value>(spec: ActivationSpec, algebra: Algebra<Value>, path: string): Value {
  const { variable, constant, negate, binary, functions } = algebra;
  const plus = (a: Value, b: Value) => binary.get('+')!(a, b);
  const times = (a: Value, b: Value) => binary.get('*')!(a, b);
  const call = (name: string, argument: Value) => functions.get(name)!.build([argument]);
  const x = variable;
  switch (spec.name) {
    case 'identity':
      return x();
    case 'leaky_relu':
      return plus(call('relu', x()), times(constant(-(spec.negativeSlope ?? 0.01)), call('relu', negate(x()))));
    case 'gelu':
      return times(x(), times(constant(0.5), plus(constant(1), call('erf', times(constant(Math.SQRT1_2), x())))));
    case 'rbf': {
      const angle = plus(times(constant(Math.sqrt(2 * (spec.gamma ?? 1))), x()), constant(Math.PI / 4));
      return times(constant(Math.SQRT2), call('sin', angle));
    }
    case 'custom':
      return readExpression(spec.expression!, algebra, `${path}/expression`);
    default:
      return call(spec.name, x());
  }
}
