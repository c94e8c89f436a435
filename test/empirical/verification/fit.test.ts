import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { combined, criticalDeviation, haveHeavyTails, testOf } from '../../../src/empirical/verification/combination.ts';
import { distinctEntries } from '../../../src/empirical/verification/distinct-entries.ts';
import { curvatureError, extrapolation } from '../../../src/empirical/verification/extrapolation.ts';
import { fitKernel } from '../../../src/empirical/verification/fit-kernel.ts';
import { SkewedMoments } from '../../../src/empirical/verification/skewed-moments.ts';
import { bonferroni, verdictOf } from '../../../src/empirical/verification/verdict.ts';
import { matrix } from '../../../src/nd-array.ts';
import { standardNormals } from '../../reference/normals.ts';

const near = (actual: number, expected: number, tolerance = 1e-10) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);

describe('moments', () => {
  test('are those of two passes', () => {
    const normal = standardNormals(1);
    const values = Array.from({ length: 50 }, () => 1e3 + Math.exp(normal()));
    const moments = new SkewedMoments(1);
    for (const value of values) moments.add([value]);
    const mean = values.reduce((sum, value) => sum + value, 0) / 50;
    const power = (k: number) => values.reduce((sum, value) => sum + (value - mean) ** k, 0);
    near(moments.mean[0]!, mean);
    near(moments.variance(0), power(2) / 49);
    near(moments.thirdMoment(0), (power(3) * 50) / (49 * 48));
  });
});

describe('extrapolation', () => {
  const widths = [1, 0.5, 0.25, 0.125].map((t) => ({ t, variance: 3 * t }));
  const at = (coefficients: Float64Array, mean: (t: number) => number) =>
    widths.reduce((sum, { t }, index) => sum + coefficients[index]! * mean(t), 0);

  test('a line gives lines back, a parabola parabolas', () => {
    for (const scale of [0, 0.3, Number.POSITIVE_INFINITY]) {
      const { limit, slope, curvature } = extrapolation(widths, scale);
      near(
        at(limit, (t) => 2 - 5 * t),
        2,
      );
      near(
        at(slope, (t) => 2 - 5 * t),
        -5,
      );
      near(
        at(curvature!, (t) => 2 - 5 * t + 7 * t * t),
        7,
      );
      near(
        at(limit, (t) => t * t),
        curvatureError(limit, widths),
      );
    }
    const { limit, slope } = extrapolation(widths, Number.POSITIVE_INFINITY);
    near(
      at(limit, (t) => 2 - 5 * t + 7 * t * t),
      2,
    );
    near(
      at(slope, (t) => 2 - 5 * t + 7 * t * t),
      -5,
    );
  });

  test('a line is the weighted least squares fit', () => {
    const { limit } = extrapolation(widths, 0);
    const [s, st, stt] = [0, 1, 2].map((k) => widths.reduce((sum, { t, variance }) => sum + t ** k / variance, 0)) as [
      number,
      number,
      number,
    ];
    for (const [index, { t, variance }] of widths.entries()) near(limit[index]!, (stt - st * t) / (s * stt - st * st) / variance);
  });

  test('what a curvature may be lies between line and parabola', () => {
    const error = (scale: number) => Math.abs(curvatureError(extrapolation(widths, scale).limit, widths));
    assert.ok(error(0) > error(1) && error(1) > error(10) && error(10) > error(Number.POSITIVE_INFINITY));
  });

  test('two widths are enough for a line', () => {
    const two = widths.slice(0, 2);
    assert.equal(extrapolation(two, 0.1).curvature, undefined);
    near(extrapolation(two, 0).limit[0]!, -1);
    near(extrapolation(two, 0).limit[1]!, 2);
  });
});

describe('tests', () => {
  const counted = (count: number) => {
    const moments = new SkewedMoments(1);
    for (let k = 0; k < count; k++) moments.add([k]);
    return moments;
  };

  test('one sample is Student’s, where it is symmetric', () => {
    const moments = new SkewedMoments(1);
    for (const value of [-2, -1, 0, 1, 2]) moments.add([value]);
    const found = testOf(combined(Float64Array.of(1), [moments], 0), 1, { tolerance: 0, systematic: 0, heavyTails: false });
    near(found.z, -Math.SQRT2);
    near(found.degrees, 4);
    // t = √2 with 4 degrees of freedom.
    near(found.pValue, 0.23019964108049873, 1e-9);
  });

  test('without variance rounding alone is allowed', () => {
    const moments = new SkewedMoments(1);
    for (let k = 0; k < 5; k++) moments.add([1 + 1e-7]);
    const found = combined(Float64Array.of(1), [moments], 0);
    assert.equal(testOf(found, 1, { tolerance: 1e-6, systematic: 0, heavyTails: false }).pValue, 1);
    assert.equal(testOf(found, 1.1, { tolerance: 1e-6, systematic: 0, heavyTails: false }).pValue, 0);
  });

  test('means of skewed numbers are rejected no more often than said', () => {
    const normal = standardNormals(5);
    const [trials, count] = [4000, 60];
    const tails = { corrected: 0, plain: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const moments = new SkewedMoments(1);
      for (let k = 0; k < count; k++) moments.add([normal() ** 2]);
      const found = combined(Float64Array.of(1), [moments], 0);
      if (testOf(found, 1, { tolerance: 0, systematic: 0, heavyTails: false }).pValue < 0.01) tails.corrected++;
      if (testOf({ ...found, third: 0 }, 1, { tolerance: 0, systematic: 0, heavyTails: false }).pValue < 0.01) tails.plain++;
    }
    assert.ok(tails.corrected < 0.015 * trials, `${tails.corrected} of ${trials}`);
    assert.ok(tails.plain > 0.02 * trials, `${tails.plain} of ${trials}`);
  });

  test('heavy tails leave Chebyshev’s inequality', () => {
    const moments = new SkewedMoments(1);
    for (let k = 0; k < 100; k++) moments.add([k === 0 ? 100 : k % 2]);
    assert.ok(haveHeavyTails([moments], [0]));
    const found = combined(Float64Array.of(1), [moments], 0);
    const heavy = testOf(found, 11.5, { tolerance: 0, systematic: 0, heavyTails: true });
    near(heavy.pValue, 1 / heavy.z ** 2);
    near(criticalDeviation(0.01, heavy, true), 10);
    assert.ok(!haveHeavyTails([counted(100)], [0]));
  });

  test('a family is judged by its smallest p-value', () => {
    assert.equal(bonferroni([0.3, 0.001, 0.5]), 0.003);
    assert.equal(bonferroni([0.9, 0.8]), 1);
  });

  test('entries that are equal by symmetry count once', () => {
    assert.deepEqual(distinctEntries(2, 2, true), [0, 1, 3]);
    assert.deepEqual(distinctEntries(2, 2, false), [0, 1, 2, 3]);
    assert.deepEqual(distinctEntries(0, 0, true), []);
  });
});

describe('verdicts', () => {
  const SIZES = [8, 16, 32];
  const DEMANDS = { significance: 0.001, resolution: 0.25 };
  /** Two entries whose means follow `law` of 1/width, with normal noise of variance 1/width. */
  const verdict = (law: (t: number) => number, count: number, seed: number, truth = 1) => {
    const normal = standardNormals(seed);
    const moments = SIZES.map((size) => {
      const sum = new SkewedMoments(2);
      for (let k = 0; k < count; k++) {
        const noise = normal() / Math.sqrt(size);
        sum.add([law(1 / size) + noise, 0.5 * law(1 / size) + 0.3 * noise + (0.4 * normal()) / Math.sqrt(size)]);
      }
      return sum;
    });
    const kernel = fitKernel(SIZES, moments, matrix(1, 2, Float64Array.of(truth, truth / 2)), [0, 1]);
    return verdictOf([['ntk', kernel]], DEMANDS);
  };

  test('a right kernel fails about as rarely as said', () => {
    let failed = 0;
    for (let seed = 0; seed < 1000; seed++) if (verdict((t) => 1 + 2 * t, 50, seed).outcome === 'failed') failed++;
    assert.ok(failed <= 4, `${failed} of 1000`);
  });

  test('a wrong one fails, and the explanation names its output', () => {
    const found = verdict((t) => 1 + 2 * t, 400, 1, 1.2);
    assert.equal(found.outcome, 'failed');
    assert.match(found.explanation, /ntk is \d+\.\d standard errors/);
  });

  test('the resolution is the deviation that fails nine times in ten', () => {
    const { resolution } = verdict((t) => 1 + 2 * t, 200, 7);
    let failed = 0;
    for (let seed = 0; seed < 200; seed++) {
      if (verdict((t) => 1 + 2 * t, 200, seed, 1 + resolution).outcome === 'failed') failed++;
    }
    assert.ok(failed > 160, `${failed} of 200`);
  });

  test('a law that is none of 1/width is inconclusive, not a failure', () => {
    for (let seed = 0; seed < 20; seed++) {
      const found = verdict((t) => 1 + 200 * t ** 2, 4000, seed);
      assert.equal(found.outcome, 'inconclusive', found.explanation);
    }
  });

  test('but a kernel that no parabola explains fails all the same', () => {
    assert.equal(verdict((t) => 1 + 200 * t ** 2, 4000, 3, 3).outcome, 'failed');
  });

  test('networks that are too few are inconclusive, and more are asked for', () => {
    const found = verdict((t) => 1 + 2 * t, 12, 2);
    assert.equal(found.outcome, 'inconclusive');
    assert.match(found.explanation, /more samples/);
  });
});
