import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { WasmBackend } from '../../src/linalg/backends/wasm/backend.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { sharedArray } from '../../src/threads/shared.ts';
import { createEngine } from '../../src/wasm/engine.ts';
import { plainPool, testPool } from '../support/pool.ts';
import { backendConformance } from './conformance.ts';
import { normals, positiveDefinite, transposed } from './matrices.ts';
import { assertEigen, SPECTRA } from './spectra.ts';

const pool = testPool(2);
const backend = new WasmBackend(pool);

/** Where this Node has no fused multiply-add. */
const plain = new WasmBackend(plainPool(2), createEngine('plain'));

backendConformance(backend);
backendConformance(plain, 'wasm, plain build');

const copy = ({ shape, data }: Matrix) => matrix(shape[0], shape[1], data.slice());

/** All operations on matrices of n rows, beyond what is done in the calling thread from about 230 rows on. */
async function results(linalg: LinalgBackend, n: number): Promise<Record<string, Float64Array>> {
  const a = normals(n, n + 3, 1);
  const b = normals(n + 3, n - 1, 2);
  const factor = positiveDefinite(n);
  assert.equal(await linalg.potrf(factor), null);
  const lower = copy(factor);
  for (let i = 0; i < n; i++) lower.data.fill(0, i * n + i + 1, (i + 1) * n);
  const [forward, backward] = [normals(n, 300, 4), normals(n, 300, 4)];
  await linalg.trsm(factor, forward);
  await linalg.trsm(factor, backward, { transpose: true });
  return {
    product: (await linalg.gemm(a, b)).data,
    transposed: (await linalg.gemm(transposed(a), transposed(b), { transposeA: true, transposeB: true })).data,
    square: (await linalg.syrk(a)).data,
    factor: lower.data,
    forward: forward.data,
    backward: backward.data,
  };
}

function assertRelative(actual: Float64Array, expected: Float64Array, tolerance: number, name: string): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = actual.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k]!)), 0) / scale;
  assert.ok(error <= tolerance, `${name} is off by ${error}`);
}

describe('wasm: several blocks and threads', () => {
  for (const n of [255, 256, 257, 520]) {
    test(`${n} rows agree with the reference`, async () => {
      const expected = await results(referenceBackend, n);
      for (const wasm of [backend, plain]) {
        const actual = await results(wasm, n);
        for (const [name, value] of Object.entries(expected)) assertRelative(actual[name]!, value, 1e-12, name);
      }
    });
  }

  test('the number of threads changes no bit', async () => {
    const one = await results(new WasmBackend(testPool(1)), 300);
    const three = await results(new WasmBackend(testPool(3)), 300);
    for (const [name, value] of Object.entries(one)) assert.deepEqual(three[name], value, name);
  });

  test('the number of threads changes no bit of eigenvectors', async () => {
    const source = SPECTRA.kernel(700);
    const [one, two, three] = [copy(source), copy(source), copy(source)];
    const values = await new WasmBackend(testPool(1)).syev(one);
    assert.deepEqual(await backend.syev(two), values);
    assert.deepEqual(await new WasmBackend(testPool(3)).syev(three), values);
    assert.deepEqual([two.data, three.data], [one.data, one.data]);
  });

  for (const [name, make] of Object.entries(SPECTRA)) {
    test(`eigenvectors on threads: ${name}`, async () => {
      const source = make(600);
      const vectors = { shape: source.shape, data: sharedArray(source.data.length) };
      for (const wasm of [backend, plain]) {
        vectors.data.set(source.data);
        await assertEigen(source, await wasm.syev(vectors), vectors, backend);
      }
    });
  }

  test('matrices in shared memory are worked on where they are', async () => {
    const source = positiveDefinite(600);
    const shared: Matrix = { shape: source.shape, data: sharedArray(source.data.length) };
    shared.data.set(source.data);
    assert.equal(await backend.potrf(shared), null);
    assert.equal(await backend.potrf(source), null);
    for (let i = 0; i < 600; i++) {
      assert.deepEqual(shared.data.slice(i * 600, i * 600 + i + 1), source.data.slice(i * 600, i * 600 + i + 1));
    }
  });

  test('a bad pivot in a later block is reported with its row', async () => {
    const source = positiveDefinite(700);
    source.data[533 * 700 + 533] = -5;
    const expected = await referenceBackend.potrf(copy(source));
    const failed = await backend.potrf(source);
    assert.equal(failed?.index, 533);
    assert.ok(Math.abs(failed.value - expected!.value) < 1e-9 * Math.abs(expected!.value));
  });

  test('two operations at once do not disturb each other', async () => {
    const a = normals(300, 300, 7);
    const [first, second] = await Promise.all([backend.gemm(a, a), backend.syrk(a)]);
    assertRelative(first.data, (await referenceBackend.gemm(a, a)).data, 1e-12, 'product');
    assertRelative(second.data, (await referenceBackend.syrk(a)).data, 1e-12, 'square');
  });
});
