import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gramInput, gramRow } from '../../src/kernels/gram.ts';
import { toMatrix } from '../reference/cases.ts';
import { standardNormals } from '../reference/normals.ts';

/** Σ⁰ of two rows, by the code under test. */
function covariance(left: number[], right: number[]): number {
  const out = new Float64Array(1);
  gramRow(gramInput(toMatrix([left])), 0, gramInput(toMatrix([right])), 0, 1, out);
  return out[0]!;
}

const variance = (values: number[]) => gramInput(toMatrix([values])).variance[0]!;

const normals = (count: number, seed: number) => Array.from({ length: count }, standardNormals(seed));

/** 2¹²⁰·value without its fraction. */
function toBigInt(value: number): bigint {
  const scaled = value * 2 ** 60;
  const whole = Math.trunc(scaled);
  return (BigInt(whole) << 60n) + BigInt(Math.trunc((scaled - whole) * 2 ** 60));
}

/** xᵀx′/d by exact integer arithmetic, rounded once. */
function exactCovariance(left: number[], right: number[]): number {
  const sum = left.reduce((total, value, k) => total + toBigInt(value) * toBigInt(right[k]!), 0n);
  return Number(sum / BigInt(left.length)) / 2 ** 240;
}

describe('the input covariance', () => {
  for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 784]) {
    test(`rows of ${size} numbers`, () => {
      const [left, right] = [normals(size, size), normals(size, size + 1)];
      const scale = Math.sqrt(variance(left) * variance(right));
      assert.ok(Math.abs(covariance(left, right) - exactCovariance(left, right)) <= 1e-15 * scale);
      assert.ok(Math.abs(variance(left) / exactCovariance(left, left) - 1) < 1e-15);
    });

    test(`equal, opposite and doubled rows of ${size} numbers are exact`, () => {
      for (const scale of [1, 1e-150, 1e100]) {
        const row = normals(size, 2 * size).map((value) => value * scale);
        const [doubled, opposite] = [row.map((value) => 2 * value), row.map((value) => -value)];
        assert.equal(covariance(row, row), variance(row));
        assert.equal(covariance(row, opposite), -variance(row));
        assert.ok(Math.abs(covariance(row, doubled) / (2 * variance(row)) - 1) <= 2 ** -52);
        assert.ok(covariance(row, doubled) <= Math.sqrt(variance(row)) * Math.sqrt(variance(doubled)) * (1 + 2 ** -52));
      }
    });
  }

  test('1 − |ρ| of nearly parallel and opposite rows of equal norm is known to the last bit of ρ', () => {
    for (const sign of [1, -1]) {
      for (let exponent = 1; exponent <= 16; exponent++) {
        const tilt = Math.sqrt(10 ** -exponent);
        const base = normals(783, exponent);
        const left = [...base, tilt];
        const right = [...base.map((value) => sign * value), -sign * tilt];
        const actual = covariance(left, right);
        const expected = sign * (variance(left) - (2 * tilt ** 2) / left.length);
        assert.ok(Math.abs(actual - expected) <= 2 ** -52 * variance(left), `off by ${actual - expected} at 1e-${exponent}`);
      }
    }
  });

  test('a zero row has covariance 0 with everything', () => {
    const zero = [0, 0, 0];
    for (const other of [zero, [1, 2, 3]]) {
      assert.equal(covariance(zero, other), 0);
      assert.equal(covariance(other, zero), 0);
    }
  });

  test('a range of columns is that part of the row', () => {
    const left = gramInput(toMatrix([normals(6, 1), normals(6, 2)]));
    const right = gramInput(toMatrix(Array.from({ length: 9 }, (_, k) => (k === 4 ? normals(6, 2) : normals(6, 10 + k)))));
    const whole = new Float64Array(9);
    gramRow(left, 1, right, 0, 9, whole);
    const part = new Float64Array(5).fill(-1);
    gramRow(left, 1, right, 3, 7, part);
    assert.deepEqual(part, Float64Array.of(...whole.slice(3, 7), -1));
    assert.equal(whole[4], left.variance[1]);
  });
});
