import assert from 'node:assert/strict';
import { test } from 'node:test';
import { erf, erfc } from '../../../src/kernels/activations/error-function.ts';

// x, erf x, erfc x: mpmath, 40 digits
const TABLE: [number, number, number][] = [
  [-3.0, -0.9999779095030014, 1.9999779095030015],
  [-0.4, -0.42839235504666845, 1.4283923550466684],
  [1e-10, 1.1283791670955126e-10, 0.999999999887162],
  [0.3, 0.3286267594591274, 0.6713732405408726],
  [0.51, 0.5292436198411704, 0.4707563801588296],
  [1.0, 0.8427007929497149, 0.15729920705028513],
  [1.9, 0.9927904292352575, 0.0072095707647425325],
  [1.9999, 0.9953201979070294, 0.004679802092970608],
  [2.0, 0.9953222650189527, 0.004677734981047266],
  [2.5, 0.999593047982555, 0.0004069520174449589],
  [4.0, 0.9999999845827421, 1.541725790028002e-8],
  [10.0, 1.0, 2.088487583762545e-45],
  [25.0, 1.0, 8.300172571196523e-274],
];

test('erf and erfc keep their relative digits', () => {
  for (const [x, value, complement] of TABLE) {
    assert.ok(Math.abs(erf(x) - value) <= 2e-15 * Math.abs(value), `erf(${x})`);
    assert.ok(Math.abs(erfc(x) - complement) <= 1e-15 * (2 + x * x) * complement, `erfc(${x})`);
    assert.equal(erf(-x), -erf(x));
  }
  assert.equal(erf(Number.POSITIVE_INFINITY), 1);
  assert.equal(erfc(40), 0);
  assert.ok(Number.isNaN(erf(Number.NaN)) && Number.isNaN(erfc(Number.NaN)));
});
