import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHypertangentError } from '../../../src/errors.ts';
import { compileExpression } from '../../../src/kernels/activations/expression.ts';

const VALUES: [string, number, number, number][] = [
  // formula, x, φ(x), φ′(x)
  ['-x^2', 3, -9, -6],
  ['(-x)^2', 3, 9, 6],
  ['2*-x^2', 3, -18, -12],
  ['x**2 + 1', 3, 10, 6],
  ['2^x^2', 1.5, 2 ** 2.25, 2 ** 2.25 * Math.LN2 * 3],
  ['x^-2^1', 2, 0.25, -0.25],
  ['1 - 2 - x', 3, -4, -1],
  ['8/x/2', 2, 2, -1],
  ['x*sigmoid(x)', 0, 0, 0.5],
  ['x^3', -2, -8, 12],
  ['max(x, 0)', 0, 0, 0.5],
  ['min(x, 2*x)', -1, -2, 2],
  ['relu(x)', -1, 0, 0],
  ['abs(x)', -3, 3, -1],
  ['log(1 + exp(x)) - softplus(x)', 0.7, 0, 0],
  ['sinh(x) + cosh(x) - exp(x)', 0.7, 0, 0],
  ['sin(x)^2 + cos(x)^2', 0.7, 1, 0],
  ['atan(x)', 1, Math.PI / 4, 0.5],
  ['sqrt(x)', 4, 2, 0.25],
  ['+x + pi - e', 0, Math.PI - Math.E, 1],
  ['erf(x)', 0, 0, 2 / Math.sqrt(Math.PI)],
  ['1.5e0*tanh(2*x)', 0, 0, 3],
];

for (const [formula, x, value, slope] of VALUES) {
  test(`${formula} at ${x}`, () => {
    const result = compileExpression(formula)(x);
    assert.ok(Math.abs(result.value - value) < 4e-15 * Math.max(1, Math.abs(value)), `value ${result.value}`);
    assert.ok(Math.abs(result.slope - slope) < 4e-15 * Math.max(1, Math.abs(slope)), `slope ${result.slope}`);
  });
}

const REJECTED: [string, RegExp][] = [
  ['', /empty/],
  ['x +', /position 4/],
  ['2 * y', /"y" is unknown.*position 5/],
  ['foo(x)', /"foo" is not a function.*position 1/],
  ['neg(x)', /"neg" is not a function/],
  ['max(x)', /max takes 2/],
  ['exp', /"exp" is a function/],
  ['x.constructor', /properties.*position 2/],
  ['x["constructor"]', /properties/],
  ['x.constructor("a")', /only named functions/],
  ['constructor', /"constructor" is unknown/],
  ['toString(x)', /"toString" is not a function/],
  ['__proto__', /unknown/],
  ['"x"', /not a number/],
  ['x > 0', /operator >/],
  ['x & 1', /operator & .*position 3/],
  ['!x', /operator !/],
  ['x ? 1 : 2', /not part of this language/],
  ['[x]', /not part of this language/],
  ['x; x', /more than one formula/],
  ['(x', /Unclosed/],
  ['-', /position 2/],
  [`x${'+x'.repeat(100)}`, /201 characters/],
];

for (const [formula, reason] of REJECTED) {
  test(`rejected: ${formula.slice(0, 30) || '(nothing)'}`, () => {
    assert.throws(
      () => compileExpression(formula, '/a/expression'),
      (error) =>
        isHypertangentError(error, 'invalid_value') &&
        reason.test(error.message) &&
        error.details.path === '/a/expression' &&
        error.details.received === formula,
    );
  });
}
