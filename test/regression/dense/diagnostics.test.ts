import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Points } from '../../../src/kernels/points.ts';
import { DIAGNOSTIC_NAMES } from '../../../src/regression/dense/diagnostics.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../../reference/cases.ts';
import type { Rows } from '../../reference/naive-kernels.ts';
import { average, columnSum, fit, identity, multiply, normalRows, posterior, SETTINGS, solve, withDiagonal } from '../support.ts';

const ALL = { diagnostics: DIAGNOSTIC_NAMES };

/** log|A| by elimination without pivoting, which a positive definite matrix allows. */
function logDeterminant(a: Rows): number {
  const rows = a.map((values) => [...values]);
  let sum = 0;
  for (let k = 0; k < rows.length; k++) {
    sum += Math.log(rows[k]![k]!);
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j < rows.length; j++) rows[i]![j]! -= factor * rows[k]![j]!;
    }
  }
  return sum;
}

/** All points but one; of a grid, as pairs. */
function without(points: Points, left: number): { rest: Points; one: Points } {
  const p = 'z' in points && points.pairing === 'grid' ? points.z.shape[0] : 1;
  const x = toRows(points.x);
  const z = 'z' in points ? toRows(points.z) : undefined;
  const count = z && p > 1 ? x.length * p : x.length;
  const pick = (indices: number[]): Points => ({
    x: toMatrix(indices.map((i) => x[Math.floor(i / p)]!)),
    ...(z && { z: toMatrix(indices.map((i) => z[p > 1 ? i % p : i]!)), pairing: 'rows' as const }),
  });
  const all = Array.from({ length: count }, (_, i) => i);
  return { rest: pick(all.filter((i) => i !== left)), one: pick([left]) };
}

for (const [name, { architecture, train, labels }] of Object.entries(SETTINGS)) {
  describe(`${name}: diagnostics`, () => {
    for (const kernel of ['nngp', 'ntk'] as const) {
      test(`${kernel}: leave-one-out residuals are those of fits without the point, in every column`, async () => {
        const ridge = { value: 0.07, scale: 'absolute' as const };
        const { diagnostics } = await fit(architecture, train, labels, { kernel, ridge, ...ALL });
        const { mse, residuals } = diagnostics!.leaveOneOut!;
        const expected: Rows = [];
        for (const i of labels.keys()) {
          const { rest, one } = without(train, i);
          const others = await fit(
            architecture,
            rest,
            labels.filter((_, j) => j !== i),
            { kernel, ridge },
          );
          const [mean] = toRows((await posterior(others, one)).mean);
          expected.push(labels[i]!.map((value, j) => value - mean![j]!));
        }
        assert.ok(relativeError(toRows(residuals), expected) < 1e-9);
        assert.ok(Math.abs(mse / average(expected.flat().map((value) => value ** 2)) - 1) < 1e-9);
      });

      test(`${kernel}: evidence, degrees of freedom, spectrum and condition are those of the matrix`, async () => {
        const ridge = { value: 0.07, scale: 'absolute' as const };
        const { diagnostics } = await fit(architecture, train, labels, { kernel, ridge, ...ALL });
        const own = (await kernelsOf(architecture, train))[kernel];
        const shifted = withDiagonal(own, 0.07);
        const n = labels.length;
        const alpha = solve(shifted, labels);
        const squares = labels.flatMap((values, i) => values.map((value, j) => value * alpha[i]![j]!));
        const evidence = -(average(squares) * squares.length + 2 * logDeterminant(shifted) + 2 * n * Math.log(2 * Math.PI)) / 2;
        assert.ok(Math.abs(diagnostics!.logMarginalLikelihood / evidence - 1) < 1e-10, `${evidence}`);

        const inverse = solve(shifted, identity(n));
        const trace = multiply(own, inverse).reduce((sum, values, i) => sum + values[i]!, 0);
        assert.ok(Math.abs(diagnostics!.effectiveDegreesOfFreedom! - trace) < 1e-9, `${trace}`);
        assert.ok(trace > 0 && trace < n);

        const spectrum = [...diagnostics!.spectrum!.data];
        assert.ok(spectrum.every((value, i) => i === 0 || value >= spectrum[i - 1]!));
        const sum = own.reduce((total, values, i) => total + values[i]!, 0);
        assert.ok(Math.abs(spectrum.reduce((a, b) => a + b) / sum - 1) < 1e-12, 'the trace');
        for (const shift of [0.01, 1, 50]) {
          const product = spectrum.reduce((total, value) => total + Math.log(value + shift), 0);
          assert.ok(Math.abs(product - logDeterminant(withDiagonal(own, shift))) < 1e-8, 'the characteristic polynomial');
        }

        const condition = columnSum(shifted) * columnSum(inverse);
        const ratio = diagnostics!.conditionEstimate! / condition;
        assert.ok(ratio <= 1 + 1e-9 && ratio >= 1 / 3, `${ratio}`);
      });
    }
  });
}

describe('diagnostics', () => {
  const points = { x: toMatrix(normalRows(9, 3, 31)) };
  const labels = normalRows(9, 2, 32);

  test('are only those that are asked for; the evidence always', async () => {
    const { diagnostics, flow } = await fit(mlp(2, RELU), points, labels);
    assert.deepEqual([Object.keys(diagnostics!), flow], [['logMarginalLikelihood'], undefined]);
    const { diagnostics: one } = await fit(mlp(2, RELU), points, labels, { diagnostics: ['leave_one_out'] });
    assert.deepEqual(Object.keys(one!), ['logMarginalLikelihood', 'leaveOneOut']);
  });

  test('do not change the fit', async () => {
    const plain = await fit(mlp(2, RELU), points, labels);
    const { diagnostics: _, ...rest } = await fit(mlp(2, RELU), points, labels, ALL);
    const { diagnostics: __, ...expected } = plain;
    assert.deepEqual(rest, expected);
  });

  test('without a ridge every point is a degree of freedom', async () => {
    const ridge = { value: 0, scale: 'absolute' as const };
    const { diagnostics } = await fit(mlp(2, RELU), points, labels, { ridge, ...ALL });
    assert.equal(diagnostics!.effectiveDegreesOfFreedom, 9);
  });

  test('count a jitter as a ridge, but for the spectrum', async () => {
    const twice = {
      x: toMatrix([
        [1, 2],
        [1, 2],
        [3, 1],
      ]),
    };
    const y = [[1], [2], [3]];
    const ridge = { value: 0, scale: 'absolute' as const };
    const jittered = await fit(mlp(2, RELU), twice, y, { ridge, jitters: [1e-3], ...ALL });
    assert.ok(jittered.jitter > 0);
    const ridged = await fit(mlp(2, RELU), twice, y, { ridge: { ...ridge, value: jittered.jitter }, ...ALL });
    assert.deepEqual(jittered.diagnostics, ridged.diagnostics);
    assert.ok(Math.abs(ridged.diagnostics!.spectrum!.data[0]!) < 1e-12, 'K is singular');
  });

  test('of one point', async () => {
    const { diagnostics, ridge } = await fit(mlp(1, RELU), { x: toMatrix([[3]]) }, [[2]], ALL);
    assert.ok(Math.abs(diagnostics!.leaveOneOut!.residuals.data[0]! - 2) < 1e-12, 'without points the mean is 0');
    assert.ok(Math.abs(diagnostics!.conditionEstimate! - 1) < 1e-12);
    assert.ok(Math.abs(diagnostics!.effectiveDegreesOfFreedom! - 9 / (9 + ridge)) < 1e-12);
    assert.ok(Math.abs(diagnostics!.spectrum!.data[0]! - 9) < 1e-12);
  });
});
