import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twoSidedQuantile, twoSidedTail } from '../../../src/empirical/verification/student-t.ts';

/** t, degrees of freedom, P(|T| ≥ t): by mpmath with 60 digits, betainc(ν/2, 1/2, 0, ν/(ν + t²)) and erfc(t/√2). */
const KNOWN: [t: number, degrees: number, tail: number][] = [
  [1, 1, 0.5],
  [0.001, 5, 0.9992407867721976],
  [0.7, 0.4, 0.7116064018964631],
  [2.5, 2.5, 0.10456996307815539],
  [4.587, 10, 0.0009998372918763436],
  [100, 3, 2.204521923184911e-6],
  [3, 100, 0.0034079153433294496],
  [3, 1e4, 0.0027064481899976662],
  [6, 333.3, 5.142986338916531e-9],
  [30, 1000, 1.5374687444043482e-141],
  [5, 1e6, 5.733997870890742e-7],
  [1.96, Number.POSITIVE_INFINITY, 0.04999579029644087],
  [0.5, Number.POSITIVE_INFINITY, 0.6170750774519738],
  [6, Number.POSITIVE_INFINITY, 1.973175290075396e-9],
  [30, Number.POSITIVE_INFINITY, 9.813427854296374e-198],
];

for (const [t, degrees, tail] of KNOWN)
  test(`t = ${t}, ${degrees} degrees of freedom`, () => {
    assert.ok(Math.abs(twoSidedTail(t, degrees) / tail - 1) < 1e-10, `${twoSidedTail(t, degrees)}`);
    assert.equal(twoSidedTail(-t, degrees), twoSidedTail(t, degrees));
    assert.ok(Math.abs(twoSidedTail(twoSidedQuantile(tail, degrees), degrees) / tail - 1) < 1e-8);
  });

test('at the ends', () => {
  assert.deepEqual([twoSidedTail(0, 3), twoSidedTail(Number.POSITIVE_INFINITY, 3)], [1, 0]);
  assert.deepEqual([twoSidedQuantile(1, 3), twoSidedQuantile(2)], [0, 0]);
  assert.ok(Number.isNaN(twoSidedTail(Number.NaN, 3)));
  assert.ok(Math.abs(twoSidedQuantile(0.05, 10) - 2.228138851986273) < 1e-9);
});

test('many degrees of freedom go over into the normal distribution', () => {
  for (const t of [0.5, 3, 8]) {
    const [below, above] = [twoSidedTail(t, 0.9e9), twoSidedTail(t, 1.1e9)];
    assert.ok(Math.abs(below / above - 1) < 2e-6, `${t}: ${below} and ${above}`);
  }
});
