import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dpotrf, type View } from '../../src/linalg/backends/openblas/calls.ts';
import { cholesky } from '../../src/linalg/backends/openblas/cholesky.ts';
import { BlasNotFound, loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { normals } from './matrices.ts';

/** Several triangles that the library solves by itself, and a rest. */
const BLOCK = 300;

const blas = await loadBlas().catch((error: unknown) => {
  if (error instanceof BlasNotFound) return null;
  throw error;
});

/** A positive definite matrix among noise: rows are longer than it is, and what stands above the diagonal is not read. */
function padded(size: number): View {
  const stride = size + 3;
  const { data } = normals(size, stride, 5);
  for (let i = 0; i < size; i++) data[i * stride + i] = size;
  return { data, stride };
}

describe('openblas: Cholesky in blocks', { skip: blas ? false : 'no BLAS on this machine' }, () => {
  for (const size of [601, 900, 1003]) {
    test(`${size} rows agree with dpotrf, and nothing else is written`, async () => {
      const a = padded(size);
      const [before, expected] = [a.data.slice(), a.data.slice()];
      assert.equal(await cholesky(blas!, size, a, BLOCK).later(), null);
      assert.equal(dpotrf(blas!, size, { ...a, data: expected }).now(), null);
      for (const [entry, value] of a.data.entries()) {
        const [i, j] = [Math.floor(entry / a.stride), entry % a.stride];
        if (j > i && j - i >= BLOCK) assert.equal(value, before[entry], `entry ${i}, ${j} is above the diagonal`);
        if (j <= i) assert.ok(Math.abs(value - expected[entry]!) < 1e-12 * size, `L[${i}, ${j}]`);
      }
    });
  }

  for (const index of [0, 299, 300, 645, 902]) {
    test(`pivot ${index} that fails is reported, NaN too`, async () => {
      for (const pivot of [-7, Number.NaN]) {
        const a = padded(903);
        a.data[index * (a.stride + 1)] = pivot;
        const expected = dpotrf(blas!, 903, { ...a, data: a.data.slice() }).now()!;
        const failed = await cholesky(blas!, 903, a, BLOCK).later();
        assert.equal(failed?.index, index);
        if (Number.isNaN(pivot)) assert.ok(Number.isNaN(failed.value));
        else assert.ok(Math.abs(failed.value - expected.value) < 1e-9, `${failed.value} in place of ${expected.value}`);
      }
    });
  }
});
