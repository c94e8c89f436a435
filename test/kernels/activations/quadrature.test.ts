import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHypertangentError } from '../../../src/errors.ts';
import type { ActivationSpec } from '../../../src/kernels/activations/index.ts';
import { adaptiveIntegral } from '../../../src/kernels/activations/quadrature/gauss-kronrod.ts';
import { gaussLegendre } from '../../../src/kernels/activations/quadrature/gauss-legendre.ts';
import { createActivation, momentsOf, PAIRS, scaledError } from './support.ts';

// Through the series and, near ±1 correlation, through the plane.
const CLOSE: readonly (readonly [number, number, number])[] = [
  [1 - 1e-3, 1, 1],
  [1 - 1e-7, 1, 1],
  [-(1 - 1e-6), 1, 1],
  [0.999 * Math.sqrt(0.3 * 5), 0.3, 5],
  [-Math.sqrt(6), 2, 3],
];

const TWINS: [ActivationSpec, ActivationSpec][] = [
  [{ name: 'custom', expression: 'max(x,0)', breakpoints: [0] }, { name: 'relu' }],
  [
    { name: 'custom', expression: 'relu(x) - 0.3*relu(-x)' },
    { name: 'leaky_relu', negativeSlope: 0.3 },
  ],
  [{ name: 'custom', expression: 'erf(x)' }, { name: 'erf' }],
  [{ name: 'custom', expression: 'tanh(x)' }, { name: 'tanh' }],
  [{ name: 'custom', expression: 'x*(1+erf(x/sqrt(2)))/2' }, { name: 'gelu' }],
  [{ name: 'custom', expression: 'sqrt(2)*sin(sqrt(2)*x+pi/4)' }, { name: 'rbf' }],
];

for (const [spec, twin] of TWINS) {
  test(`custom ${spec.expression} is ${twin.name}`, () => {
    const [left, right] = [createActivation(spec), createActivation(twin)];
    for (const [cov12, var1, var2] of [...PAIRS, ...CLOSE, [0, 0, 2] as const, [80, 100, 100] as const]) {
      const [actual, expected] = [momentsOf(left, cov12, var1, var2), momentsOf(right, cov12, var1, var2)];
      const [q1, q2] = [right.diagonal(var1), right.diagonal(var2)];
      const dualError = scaledError(actual.dual, expected.dual, q1.dual, q2.dual);
      const slopeError = scaledError(actual.derivative, expected.derivative, q1.derivative, q2.derivative);
      assert.ok(dualError < 1e-11 && slopeError < 1e-11, `${dualError}, ${slopeError} at ${cov12}, ${var1}, ${var2}`);
    }
  });
}

test('breakpoints away from the origin are respected: a shifted ReLU', () => {
  const shifted = createActivation({ name: 'custom', expression: 'max(x-1.3,0)', breakpoints: [1.3] });
  const tail = 0.5 * (1 - createActivation({ name: 'erf' }).evaluate(1.3 / Math.SQRT2));
  const density = Math.exp(-0.5 * 1.3 ** 2) / Math.sqrt(2 * Math.PI);
  const { dual, derivative } = shifted.diagonal(1);
  assert.ok(Math.abs(dual - ((1 + 1.3 ** 2) * tail - 1.3 * density)) < 1e-15);
  assert.ok(Math.abs(derivative - tail) < 1e-15);
});

test('polynomials have finite expansions: E[(u³)(v³)] = 9c·v₁v₂ + 6c³', () => {
  const cube = createActivation({ name: 'custom', expression: 'x^3' });
  for (const [c, v1, v2] of PAIRS) {
    const expected = 9 * c * v1 * v2 + 6 * c ** 3;
    assert.ok(scaledError(momentsOf(cube, c, v1, v2).dual, expected, 15 * v1 ** 3, 15 * v2 ** 3) < 1e-14);
  }
});

for (const expression of ['max(x-0.777,0)', 'exp(x*x)', 'exp(0.3*x^2)', '1/x']) {
  test(`quadrature_failed for ${expression}, never a wrong number`, () => {
    const activation = createActivation({ name: 'custom', expression });
    for (const attempt of [() => activation.diagonal(1), () => momentsOf(activation, 0.3, 1, 1)]) {
      assert.throws(
        attempt,
        (error) => isHypertangentError(error, 'quadrature_failed') && error.details.reached > error.details.tolerance,
      );
    }
  });
}

test('Gauss–Legendre integrates polynomials of degree 2n − 1 exactly', () => {
  for (const size of [1, 2, 5, 16]) {
    const { nodes, weights } = gaussLegendre(size);
    for (let degree = 0; degree < 2 * size; degree++) {
      const sum = nodes.reduce((total, x, i) => total + weights[i] * x ** degree, 0);
      assert.ok(Math.abs(sum - (degree % 2 === 0 ? 2 / (degree + 1) : 0)) < 1e-15 * 4, `n = ${size}, degree ${degree}`);
    }
  }
});

test('Gauss–Kronrod: degree 22 in one panel, and a kink by bisection within its own estimate', () => {
  for (let degree = 0; degree <= 22; degree += 2) {
    const { value } = adaptiveIntegral((x) => x ** degree, [-1, 1], Number.POSITIVE_INFINITY);
    assert.ok(Math.abs(value - 2 / (degree + 1)) < 1e-15 * 4, `degree ${degree}`);
  }
  const { value, error } = adaptiveIntegral((x) => Math.abs(x - 0.1), [-1, 1], 1e-10);
  assert.ok(error <= 1e-10);
  assert.ok(Math.abs(value - 1.01) <= 1e-10);
});
