import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seriesActivation } from '../../../src/empirical/higher-order/series-activation.ts';
import { type JetFunction, tensorJets } from '../../../src/empirical/higher-order/tensor-jets.ts';
import { compileExpression, readExpression } from '../../../src/kernels/activations/expression.ts';
import { createActivation } from '../../../src/kernels/activations/index.ts';
import { ACTIVATIONS } from '../../reference/cases.ts';
import { derivatives } from '../../reference/moved-networks.ts';
import { plainMeans } from '../../support/tensors.ts';

const { tensors: tf } = plainMeans;
const ORDER = 5;
const STEP = 0.02;
/** x(t) = x_0 + 0.8t − 0.5t² + 0.3t⁴ */
const BEND = [0.8, -0.5, 0, 0.3];
const PLACES = [-1.7, -0.4, 0.6, 2.1];

const FORMULAS = [
  'exp(-x)',
  'log(1 + x^2)',
  'sqrt(x^2 + 0.3)',
  'tanh(2*x)',
  'sigmoid(x) - 0.5',
  'erf(x)/2',
  'sin(x)*cos(2*x)',
  'abs(x) + relu(x)^2',
  'softplus(3*x)',
  'atan(x)',
  'sinh(x) - cosh(x)',
  'max(x, x^2)',
  'min(x, sin(x))',
  '2^x',
  '(1 + x^2)^sin(x)',
  '(x + 3)^-1.5',
  'x^3 - x/(4 + x)^2',
  '1/(4 + x)',
  '-x**2',
];

describe('series of formulas have the derivatives of float64 differences', () => {
  for (const formula of FORMULAS) {
    test(formula, () => {
      const compiled = compileExpression(formula);
      const f = readExpression(formula, tensorJets(tf, ORDER));
      check(f, (x) => compiled(x).value);
    });
  }
});

describe('activations with their gains', () => {
  for (const spec of ACTIVATIONS) {
    test(spec.name, () => {
      const { evaluate, gain } = createActivation(spec);
      const activation = seriesActivation(tf, spec, ORDER, '/activation');
      check(
        (x) => activation(x, 0.7),
        (x) => 0.7 * gain * evaluate(x),
      );
    });
  }
  test('a formula without x has one value everywhere', () => {
    const activation = seriesActivation(tf, { name: 'custom', expression: '2' }, 2, '/activation');
    const [value, ...rest] = activation([tf.tensor1d([1, 2]), tf.tensor1d([1, 1]), null], 0.5);
    assert.deepEqual([...value!.dataSync()], [1, 1]);
    assert.deepEqual(rest, [null, null]);
  });
});

test('whole powers are exact at 0, where pieces meet the mean of both counts', () => {
  const at = (formula: string) => {
    const series = readExpression(formula, tensorJets(tf, 3))([tf.tensor1d([0]), tf.tensor1d([1]), null, null]);
    return series.map((coefficient) => coefficient?.dataSync()[0] ?? 0);
  };
  assert.deepEqual(at('x^2'), [0, 0, 1, 0]);
  assert.deepEqual(at('x^0'), [1, 0, 0, 0]);
  assert.deepEqual(at('relu(x)'), [0, 0.5, 0, 0]);
  assert.deepEqual(at('max(x, 3*x^2)'), [0, 0.5, 1.5, 0]);
});

function check(f: JetFunction, plain: (x: number) => number): void {
  const full = (value: number) => tf.fill([PLACES.length], value);
  const x = [tf.tensor1d(PLACES), ...BEND.map(full), null];
  const found = f(x).map((coefficient) => coefficient && Array.from(tf.add(coefficient, tf.zerosLike(x[0]!)).dataSync()));
  for (const [place, start] of PLACES.entries()) {
    const path = (t: number) => start + BEND.reduce((sum, c, k) => sum + c * t ** (k + 1), 0);
    const expected = derivatives((t) => plain(path(t)), ORDER, STEP);
    let factorial = 1;
    for (const [index, value] of [plain(start), ...expected].entries()) {
      if (index > 0) factorial *= index;
      const actual = factorial * (found[index]?.[place] ?? 0);
      const scale = Math.max(1, ...expected.map(Math.abs));
      assert.ok(Math.abs(actual - value) < 3e-5 * scale, `at ${start}, order ${index}: ${actual}, not ${value}`);
    }
  }
}
