import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BOTH, deflate, LEFT, RIGHT } from '../../src/linalg/eigen/deflate.ts';
import { refinedWeight, secularRoot } from '../../src/linalg/eigen/secular.ts';
import { tridiagonalQl } from '../../src/linalg/eigen/tridiagonal-ql.ts';

describe('secular equation', () => {
  test('roots lie between the poles and above the last, also where weights and gaps are tiny', () => {
    for (const tiny of [1e-3, 1e-8, 1e-14]) {
      const update = {
        poles: Float64Array.of(-1, 0, tiny, 1, 1 + 1e-13),
        weights: Float64Array.of(tiny, 0.5, -tiny, 0.5, 0.7),
        rho: 0.25,
      };
      const roots = [0, 1, 2, 3, 4].map((index) => secularRoot(update, index));
      for (const [index, { origin, shift }] of roots.entries()) {
        const distance = (i: number) => update.poles[i]! - update.poles[origin]! - shift;
        assert.ok(distance(index) < 0 && (index === 4 || distance(index + 1) > 0), `root ${index}`);
        const terms = Array.from(update.weights, (weight, i) => weight ** 2 / distance(i));
        const value = terms.reduce((sum, term) => sum + term, 1 / update.rho);
        const size = terms.reduce((sum, term) => sum + Math.abs(term), 1 / update.rho);
        assert.ok(Math.abs(value) <= 16 * Number.EPSILON * size, `f is ${value} at root ${index}`);
      }
      // Löwner's formula gives the weights back that the roots belong to.
      const origins = Int32Array.from(roots, ({ origin }) => origin);
      const shifts = Float64Array.from(roots, ({ shift }) => shift);
      for (const [i, weight] of update.weights.entries()) {
        const refined = refinedWeight(update, origins, shifts, i) / Math.sqrt(update.rho);
        assert.ok(Math.abs(refined - weight) <= 1e-14 * Math.abs(weight), `weight ${refined} in place of ${weight}`);
      }
    }
  });

  test('one pole', () => {
    assert.deepEqual(secularRoot({ poles: Float64Array.of(3), weights: Float64Array.of(-1), rho: 0.5 }, 0), {
      origin: 0,
      shift: 0.5,
    });
  });

  test('what has no root is an error', () => {
    const update = { poles: Float64Array.of(0, Number.NaN), weights: Float64Array.of(1, 1), rho: 1 };
    assert.throws(() => secularRoot(update, 0), /did not converge: root 0 of 2/);
  });
});

describe('deflation', () => {
  test('weights of 0 and equal eigenvalues are taken out', () => {
    const rotations: number[][] = [];
    const values = Float64Array.of(1, 2, 4, 2, 3);
    const { kept, settled, filled } = deflate({
      values,
      weights: Float64Array.of(1e-20, 3, 1, 4, 1),
      rho: 1,
      middle: 3,
      tolerance: 1e-15,
      rotate: (...rotation) => rotations.push(rotation),
    });
    assert.deepEqual(
      [kept, settled],
      [
        [3, 4, 2],
        [0, 1],
      ],
    );
    assert.deepEqual(rotations, [[1, 3, 0.8, -0.6]]);
    assert.deepEqual(filled, Uint8Array.of(LEFT, BOTH, LEFT, BOTH, RIGHT));
  });
});

describe('QL', () => {
  test('what does not converge is an error', () => {
    const run = () => tridiagonalQl(Float64Array.of(1, Number.NaN), Float64Array.of(1), new Float64Array(4), 2);
    assert.throws(run, /did not converge: entry 0 after 60 steps/);
  });
});
