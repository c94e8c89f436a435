import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActivation, momentsOf, PAIRS, SPECS, scaledError } from './support.ts';

for (const spec of SPECS) {
  const activation = createActivation(spec);
  const label = JSON.stringify(spec);

  test(`${label}: the diagonal is the pair (v, v, v), bit for bit`, () => {
    for (const variance of [0, 1e-8, 0.3, 1, 7.7]) {
      assert.deepEqual(momentsOf(activation, variance, variance, variance), activation.diagonal(variance), `variance ${variance}`);
    }
  });

  test(`${label}: symmetric under swapping, bit for bit`, () => {
    for (const [cov12, var1, var2] of [...PAIRS, [1.0999999, 1.1, 1.1001] as const]) {
      assert.deepEqual(momentsOf(activation, cov12, var1, var2), momentsOf(activation, cov12, var2, var1));
    }
  });

  test(`${label}: E[φ′φ′] is the slope of E[φφ] in cov12 (Price's theorem)`, () => {
    const h = 1e-3;
    for (const [cov12, var1, var2] of PAIRS) {
      const at = (shift: number) => momentsOf(activation, cov12 + shift * h, var1, var2).dual;
      const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
      const { derivative } = momentsOf(activation, cov12, var1, var2);
      assert.ok(Math.abs(slope - derivative) < 1e-9, `${slope} against ${derivative} at ${cov12}, ${var1}, ${var2}`);
    }
  });

  test(`${label}: derivative is the slope of evaluate`, () => {
    const h = 1e-3;
    for (const x of [-3.1, -0.8, -0.02, 0.05, 0.6, 2.4]) {
      const at = (shift: number) => activation.evaluate(x + shift * h);
      const slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
      assert.ok(Math.abs(slope - activation.derivative(x)) < 1e-9, `${slope} against ${activation.derivative(x)} at ${x}`);
    }
  });

  test(`${label}: in place, several pairs, and without derivatives`, () => {
    const column = (k: number) => Float64Array.from(PAIRS, (pair) => pair[k]);
    const [cov12, var1, var2] = [column(0), column(1), column(2)];
    activation.moments(cov12, var1, var2, cov12, null, PAIRS.length);
    assert.deepEqual(
      [...cov12],
      PAIRS.map(([c, v1, v2]) => momentsOf(activation, c, v1, v2).dual),
    );
  });

  test(`${label}: the moments are Gaussian means of evaluate and derivative`, () => {
    const [cov12, var1, var2] = [0.35, 0.9, 0.6];
    const expected = momentsOf(activation, cov12, var1, var2);
    const [s1, s2] = [Math.sqrt(var1), Math.sqrt(var2)];
    const rho = cov12 / (s1 * s2);
    const h = 0.02;
    let [dual, derivative] = [0, 0];
    for (let x = -8 + h / 2; x < 8; x += h) {
      for (let y = -8 + h / 2; y < 8; y += h) {
        const weight = (h * h * Math.exp(-(x * x + y * y) / 2)) / (2 * Math.PI);
        const [u, v] = [s1 * x, s2 * (rho * x + Math.sqrt(1 - rho * rho) * y)];
        dual += weight * activation.evaluate(u) * activation.evaluate(v);
        derivative += weight * activation.derivative(u) * activation.derivative(v);
      }
    }
    assert.ok(Math.abs(dual - expected.dual) < 1e-4, `${dual} against ${expected.dual}`);
    assert.ok(Math.abs(derivative - expected.derivative) < 1e-3, `${derivative} against ${expected.derivative}`);
  });

  test(`${label}: a covariance beyond the Cauchy–Schwarz bound gives no NaN`, () => {
    for (const sign of [1, -1]) {
      const beyond = momentsOf(activation, sign * (1 + 2e-16 * 2), 1, 1);
      const bound = momentsOf(activation, sign, 1, 1);
      assert.ok(scaledError(beyond.dual, bound.dual, 1, 1) < 1e-14);
      assert.ok(scaledError(beyond.derivative, bound.derivative, 1, 1) < 1e-14);
    }
  });
}

test('zero variance: the values of neural-tangents off the diagonal, on the diagonal too', () => {
  const relu = createActivation({ name: 'relu' });
  assert.deepEqual(relu.diagonal(0), { dual: 0, derivative: 0.25 });
  assert.deepEqual(momentsOf(relu, 0, 0, 2), { dual: 0, derivative: 0.25 });
  const leaky = createActivation({ name: 'leaky_relu', negativeSlope: 0.5 });
  assert.deepEqual(leaky.diagonal(0), { dual: 0, derivative: 0.5625 });
  assert.deepEqual(createActivation({ name: 'abs' }).diagonal(0), { dual: 0, derivative: 0 });
});

test('leaky_relu: slope 1 is the identity, slope −1 is abs, slope 0 is relu', () => {
  const relations: [number, string][] = [
    [1, 'identity'],
    [-1, 'abs'],
    [0, 'relu'],
  ];
  for (const [negativeSlope, name] of relations) {
    for (const [cov12, var1, var2] of PAIRS) {
      const left = momentsOf(createActivation({ name: 'leaky_relu', negativeSlope }), cov12, var1, var2);
      const right = momentsOf(createActivation({ name }), cov12, var1, var2);
      assert.ok(Math.abs(left.dual - right.dual) < 1e-15 * 4, name);
      assert.ok(Math.abs(left.derivative - right.derivative) < 1e-15 * 4, name);
    }
  }
});

test('relu: E(c) − E(−c) = c/2, and sin with cos: their duals add to a Gaussian kernel', () => {
  const [relu, sin, cos] = ['relu', 'sin', 'cos'].map((name) => createActivation({ name }));
  for (const [c, v1, v2] of PAIRS) {
    assert.ok(Math.abs(momentsOf(relu, c, v1, v2).dual - momentsOf(relu, -c, v1, v2).dual - c / 2) < 1e-15);
    const sum = momentsOf(sin, c, v1, v2).dual + momentsOf(cos, c, v1, v2).dual;
    assert.ok(Math.abs(sum - Math.exp(-(v1 + v2 - 2 * c) / 2)) < 1e-15);
  }
});
