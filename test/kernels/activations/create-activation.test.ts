import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHypertangentError } from '../../../src/errors.ts';
import { ACTIVATION_NAMES, type ActivationSpec, createActivation } from '../../../src/kernels/activations/index.ts';

test('every name is created under its own name, with the gain of the field', () => {
  for (const name of ACTIVATION_NAMES) {
    const spec = name === 'custom' ? { name, expression: 'x' } : { name };
    const activation = createActivation(spec);
    assert.equal(activation.name, name);
    assert.equal(activation.gain, name === 'relu' || name === 'leaky_relu' ? Math.SQRT2 : 1);
    assert.equal(createActivation({ ...spec, gain: 1.7 }).gain, 1.7);
    assert.ok(activation.accuracy > 0 && activation.accuracy <= 1e-10);
  }
});

test('the gain stays out of the moments', () => {
  assert.deepEqual(createActivation({ name: 'relu', gain: 3 }).diagonal(2), createActivation({ name: 'relu' }).diagonal(2));
});

test('defaults: negative slope 0.01, gamma 1', () => {
  assert.equal(createActivation({ name: 'leaky_relu' }).evaluate(-2), -0.02);
  assert.deepEqual(createActivation({ name: 'rbf' }).diagonal(1), createActivation({ name: 'rbf', gamma: 1 }).diagonal(1));
});

const BAD: [ActivationSpec, string][] = [
  [{ name: 'swishy' }, '/activation/name'],
  [{ name: 'constructor' }, '/activation/name'],
  [{ name: 'relu', gain: 0 }, '/activation/gain'],
  [{ name: 'relu', gain: Number.NaN }, '/activation/gain'],
  [{ name: 'relu', gamma: 1 }, '/activation/gamma'],
  [{ name: 'rbf', gamma: -1 }, '/activation/gamma'],
  [{ name: 'leaky_relu', negativeSlope: Number.POSITIVE_INFINITY }, '/activation/negative_slope'],
  [{ name: 'tanh', expression: 'x' }, '/activation/expression'],
  [{ name: 'custom' }, '/activation/expression'],
  [{ name: 'custom', expression: 'x+' }, '/activation/expression'],
  [{ name: 'custom', expression: 'log(x)' }, '/activation/expression'],
  [{ name: 'custom', expression: 'x', breakpoints: [Number.NaN] }, '/activation/breakpoints'],
  [{ name: 'custom', expression: 'x', breakpoints: Array.from({ length: 33 }, (_, i) => i) }, '/activation/breakpoints'],
];

for (const [spec, path] of BAD) {
  test(`refused: ${JSON.stringify(spec).slice(0, 60)}`, () => {
    assert.throws(
      () => createActivation(spec),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === path,
    );
  });
}
