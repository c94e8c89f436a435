import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createActivation, momentsOf, scaledError } from './support.ts';

interface Group {
  activation: { name: string; negative_slope?: number; gamma?: number };
  pairs: [regime: string, cov12: number, var1: number, var2: number, dual: number, derivative: number][];
}

const { groups }: { groups: Group[] } = JSON.parse(readFileSync(new URL('../../golden/activations.json', import.meta.url), 'utf8'));

// About ten times the worst error measured.
const TOLERANCE: Record<string, { dual: number; derivative: number }> = {
  tanh: { dual: 5e-14, derivative: 2e-12 },
  default: { dual: 5e-15, derivative: 5e-15 },
};

for (const { activation: spec, pairs } of groups) {
  const { name, negative_slope: negativeSlope, gamma } = spec;
  test(`${JSON.stringify(spec)} agrees with high-precision references in every regime`, () => {
    const activation = createActivation({
      name,
      ...(negativeSlope !== undefined && { negativeSlope }),
      ...(gamma !== undefined && { gamma }),
    });
    const tolerance = TOLERANCE[name] ?? TOLERANCE.default;
    assert.ok(pairs.length >= 30);
    for (const [regime, cov12, var1, var2, dual, derivative] of pairs) {
      const [q1, q2] = [activation.diagonal(var1), activation.diagonal(var2)];
      const actual = momentsOf(activation, cov12, var1, var2);
      const where = `${regime} (${cov12}, ${var1}, ${var2})`;
      const dualError = scaledError(actual.dual, dual, q1.dual, q2.dual);
      assert.ok(dualError <= tolerance.dual, `dual off by ${dualError} at ${where}`);
      const slopeError = scaledError(actual.derivative, derivative, q1.derivative, q2.derivative);
      assert.ok(slopeError <= tolerance.derivative, `derivative off by ${slopeError} at ${where}`);
    }
  });
}

test('relu keeps relative digits of tiny duals between nearly opposite vectors', () => {
  const { pairs } = groups.find(({ activation }) => activation.name === 'relu')!;
  const opposite = pairs.filter(([regime, , var1, var2]) => regime === 'near_opposite' && var1 === var2);
  assert.ok(opposite.some(([, , , , dual]) => dual < 1e-17));
  for (const [, cov12, var1, var2, dual, derivative] of opposite) {
    const actual = momentsOf(createActivation({ name: 'relu' }), cov12, var1, var2);
    assert.ok(Math.abs(actual.dual / dual - 1) < 2e-14, `dual at ${cov12}`);
    assert.ok(Math.abs(actual.derivative / derivative - 1) < 2e-14, `derivative at ${cov12}`);
  }
});
