import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tensorActivation } from '../../../src/empirical/networks/tensor-activation.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import type { ActivationSpec } from '../../../src/kernels/activations/activation.ts';
import { ACTIVATION_NAMES, createActivation } from '../../../src/kernels/activations/index.ts';
import { plainMeans } from '../../support/tensors.ts';

const { tensors: tf } = plainMeans;
const Y = [-30, -2.3, -1, -0.5, -1e-3, 0, 1e-3, 0.25, 1, 1.7, 4, 30];

const SPECS: ActivationSpec[] = [
  ...ACTIVATION_NAMES.filter((name) => name !== 'custom').map((name) => ({ name })),
  { name: 'relu', gain: 0.7 },
  { name: 'leaky_relu', negativeSlope: -0.3 },
  { name: 'rbf', gamma: 2.5 },
  ...[
    'x * sigmoid(x)',
    'x',
    '3',
    'max(x, 0.2*x) - min(sin(x), 0.5)',
    'x^2 / (1 + x^2)',
    'x^0',
    '(1 + x^2)^0.5',
    '2^(0.1*x)',
    'softplus(x) * tanh(x/2) + atan(x)',
    '-x^2 + abs(x - 1)',
    'sqrt(1 + x*x) + log(2 + cos(x))',
    'exp(-x*x/8) + relu(x) + erf(x/3)',
    'sinh(x/40) + cosh(x/40)',
  ].map((expression) => ({ name: 'custom', expression, gain: 1.3 })),
];

describe('activations on tensors are those of plain numbers', () => {
  for (const spec of SPECS) {
    test(JSON.stringify(spec), async () => {
      const plain = createActivation(spec);
      const before = tf.memory().numTensors;
      const y = tf.tensor2d(Y, [3, 4]);
      const { value, slope } = tensorActivation(tf, spec, '/activation')(y);
      assert.deepEqual([value.shape, slope.shape], [y.shape, y.shape]);
      for (const [index, at] of Y.entries()) {
        const x = Math.fround(at);
        near((await value.data())[index]!, plain.gain * plain.evaluate(x), x, `value at ${x}`);
        near((await slope.data())[index]!, plain.gain * plain.derivative(x), x, `slope at ${x}`);
      }
      tf.dispose([y, value, slope]);
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test('a formula that cannot be read is refused with its place', () => {
    assert.throws(
      () => tensorActivation(tf, { name: 'custom', expression: 'x +' }, '/a/activation'),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/a/activation/expression',
    );
  });
});

/** x is a float32, and so are angles that are multiples of it. */
function near(found: number, expected: number, x: number, what: string): void {
  assert.ok(
    Math.abs(found - expected) <= 2e-6 * Math.max(1, Math.abs(expected), Math.abs(x)),
    `${what} is ${found}, not ${expected}`,
  );
}
