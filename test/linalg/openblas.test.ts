import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { FailedPivot, LinalgBackend } from '../../src/linalg/backend.ts';
import { OpenBlasBackend } from '../../src/linalg/backends/openblas/backend.ts';
import type { Bindings } from '../../src/linalg/backends/openblas/bindings.ts';
import { dgemm, dlacpy, dpotrf, dsyevd, dsyrk, dtrsm, LARGEST_SYEV } from '../../src/linalg/backends/openblas/calls.ts';
import { BlasNotFound, loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { backendConformance } from './conformance.ts';
import { largest, lowerTriangle, normals, positiveDefinite, product, transposed, triangle } from './matrices.ts';

/** Names backends, with commas between, that must be there: a test that would be skipped then fails. */
const REQUIRED = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',');

const blas = await loadBlas().catch((error: unknown) => {
  if (error instanceof BlasNotFound) return error.message;
  throw error;
});

if (typeof blas !== 'string') withBlas(blas);
else
  test('openblas', { skip: REQUIRED.includes('openblas') ? false : `no BLAS on this machine (${blas})` }, () => {
    assert.fail(`HYPERTANGENT_REQUIRE names openblas: ${blas}`);
  });

function withBlas(library: Bindings): void {
  const backend = new OpenBlasBackend(library);
  backendConformance(backend);

  describe('openblas: several blocks and threads', () => {
    for (const n of [255, 256, 257, 385]) {
      test(`${n} rows agree with the reference`, async () => {
        const [actual, expected] = [await results(backend, n), await results(referenceBackend, n)];
        for (const [name, value] of Object.entries(expected)) assertRelative(actual[name]!, value, 1e-12, name);
      });
    }

    test('the number of threads changes rounding alone', {
      skip: library.setThreads ? false : 'its threads cannot be set',
    }, async (t) => {
      const before = library.threads!();
      t.after(() => library.setThreads!(before));
      library.setThreads!(1);
      assert.equal(library.threads!(), 1);
      const one = await results(backend, 600);
      library.setThreads!(2);
      const two = await results(backend, 600);
      for (const [name, value] of Object.entries(one)) assertRelative(two[name]!, value, 1e-13, name);
    });

    test('many calls at once keep their order and their arrays', async () => {
      const b = triangle(150);
      const expected = product(b, b);
      const into = matrix(150, 150);
      const calls = Array.from({ length: 300 }, (_, i) =>
        backend.gemm(b, b, { alpha: i === 0 ? 1 : 0, beta: i === 0 ? 0 : 1, into }),
      );
      const others = Array.from({ length: 50 }, () => backend.gemm(matrix(150, 150, b.data.slice()), b));
      await Promise.all(calls);
      assertRelative(into, expected, 1e-12, 'sum');
      for (const other of await Promise.all(others)) assertRelative(other, expected, 1e-12, 'A·B');
    });

    test('a failed call does not hold up the next', async () => {
      const large = matrix(100, 100);
      const [refused, served] = await Promise.allSettled([backend.gemm(large, matrix(99, 1)), backend.gemm(large, large)]);
      assert.deepEqual([refused.status, served.status], ['rejected', 'fulfilled']);
    });

    test('a pivot that fails in a late block is found', async () => {
      for (const value of [-3, Number.NaN]) {
        const a = positiveDefinite(350);
        a.data[330 * 350 + 330] = value;
        const failed = (await backend.potrf(a)) as FailedPivot;
        assert.equal(failed.index, 330);
        assert.ok(Number.isNaN(value) ? Number.isNaN(failed.value) : failed.value < value);
      }
    });

    test('the event loop goes on during a factorisation', async () => {
      const n = 3000;
      const a = matrix(n, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) a.data[i * n + j] = 1 / (1 + i - j);
        a.data[i * n + i] = 20;
      }
      const ticks: number[] = [];
      const timer = setInterval(() => ticks.push(performance.now()), 2);
      const start = performance.now();
      const failed = await backend.potrf(a);
      const elapsed = performance.now() - start;
      clearInterval(timer);
      assert.equal(failed, null);
      const longest = Math.max(...[...ticks, performance.now()].map((time, i) => time - (ticks[i - 1] ?? start)));
      assert.ok(ticks.length >= 5, `${ticks.length} ticks in ${elapsed} ms`);
      assert.ok(longest < Math.max(elapsed / 2, 20), `the loop stood still for ${longest} of ${elapsed} ms`);
    });
  });

  describe('openblas: calls on parts of buffers', () => {
    const buffers = { plain: (bytes: number) => new ArrayBuffer(bytes), shared: (bytes: number) => new SharedArrayBuffer(bytes) };
    for (const [kind, allocate] of Object.entries(buffers)) {
      test(`strides and offsets in a ${kind} buffer`, async () => {
        const [a, b] = [normals(5, 4, 1), normals(4, 3, 2)];
        const whole = new Float64Array(allocate(8 * 200)).fill(9);
        const c = { data: whole.subarray(60), stride: 7 };
        const left = { data: whole.subarray(3), stride: 6 };
        for (let i = 0; i < 5; i++) left.data.set(a.data.subarray(4 * i, 4 * i + 4), 6 * i);
        const call = dgemm(library, { rows: 5, inner: 4, columns: 3, a: left, b: { data: b.data, stride: 3 }, c });
        const expected = product(a, b);
        for (const run of [() => call.now(), () => call.later()]) {
          whole.fill(9, 60);
          await run();
          for (let i = 0; i < 5; i++)
            for (let j = 0; j < 3; j++) assert.ok(Math.abs(c.data[7 * i + j]! - expected.data[3 * i + j]!) < 1e-14);
          assert.ok(whole.every((value, at) => at < 60 || value === 9 || ((at - 60) % 7 < 3 && at < 60 + 35)));
        }
      });
    }

    test('a copy between strides leaves what lies between its rows', () => {
      const source = normals(4, 6, 3);
      const target = new Float64Array(new SharedArrayBuffer(8 * 40)).fill(9);
      const b = { data: target.subarray(2), stride: 8 };
      dlacpy(library, 4, 5, { data: source.data, stride: 6 }, b).now();
      for (let k = 0; k < 40; k++) {
        const [i, j] = [Math.floor((k - 2) / 8), (k - 2) % 8];
        assert.equal(target[k], k >= 2 && i < 4 && j < 5 ? source.data[6 * i + j] : 9);
      }
    });

    test('tiles of one matrix: a blocked Cholesky by hand', () => {
      const [n, m] = [40, 25];
      const a = positiveDefinite(n);
      const expected = matrix(n, n, a.data.slice());
      assert.equal(dpotrf(library, n, { data: expected.data, stride: n }).now(), null);
      const tile = (i: number, j: number) => ({ data: a.data.subarray(i * n + j), stride: n });
      assert.equal(dpotrf(library, m, tile(0, 0)).now(), null);
      const panel = matrix(m, n - m);
      for (let i = m; i < n; i++) for (let j = 0; j < m; j++) panel.data[j * (n - m) + i - m] = a.data[i * n + j]!;
      dtrsm(library, { rows: m, columns: n - m, l: tile(0, 0), b: { data: panel.data, stride: n - m } }).now();
      const below = transposed(panel);
      for (let i = m; i < n; i++) a.data.set(below.data.subarray((i - m) * m, (i - m + 1) * m), i * n);
      dsyrk(library, { rows: n - m, inner: m, a: tile(m, 0), c: tile(m, m), alpha: -1, beta: 1 }).now();
      assert.equal(dpotrf(library, n - m, tile(m, m)).now(), null);
      assertRelative(lowerTriangle(a), lowerTriangle(expected), 1e-13, 'L');
    });

    test('right-hand sides in rows', () => {
      const [n, k] = [20, 3];
      const l = { data: triangle(n).data, stride: n };
      for (const transpose of [false, true]) {
        const b = normals(n, k, 5);
        const sides = transposed(b);
        dtrsm(library, { rows: n, columns: k, l, b: { data: b.data, stride: k }, transpose }).now();
        dtrsm(library, { rows: n, columns: k, l, b: { data: sides.data, stride: n }, transpose, sidesInRows: true }).now();
        assertRelative(transposed(sides), b, 1e-14, 'X');
      }
    });

    test('empty matrices', async () => {
      const none = { data: new Float64Array(0), stride: 0 };
      const c = { data: Float64Array.of(3), stride: 1 };
      for (const run of ['now', 'later'] as const) {
        await dgemm(library, { rows: 0, inner: 0, columns: 0, a: none, b: none, c: none })[run]();
        await dsyrk(library, { rows: 0, inner: 0, a: none, c: none })[run]();
        await dtrsm(library, { rows: 0, columns: 0, l: none, b: none })[run]();
        assert.equal(await dpotrf(library, 0, none)[run](), null);
        assert.equal((await dsyevd(library, 0, none)[run]()).length, 0);
        await dlacpy(library, 0, 0, none, none)[run]();
        c.data[0] = 3;
        await dgemm(library, { rows: 1, inner: 0, columns: 1, a: none, b: { data: none.data, stride: 1 }, c, beta: 2 })[run]();
        assert.equal(c.data[0], 6);
      }
    });

    test('what does not fit is refused before C sees it', () => {
      const small = { data: new Float64Array(3), stride: 2 };
      const large = { data: new Float64Array(4), stride: 2 };
      const shape = { rows: 2, inner: 2, columns: 2 };
      for (const views of [
        { a: small, b: large, c: large },
        { a: large, b: small, c: large },
        { a: large, b: large, c: small },
      ])
        assert.throws(() => dgemm(library, { ...shape, ...views }), RangeError);
      assert.throws(() => dpotrf(library, 2, { data: large.data, stride: 1 }), RangeError);
      assert.throws(() => dpotrf(library, 2 ** 31, { data: large.data, stride: 2 ** 31 }), RangeError);
      const huge = { data: { length: Number.MAX_SAFE_INTEGER } as Float64Array, stride: LARGEST_SYEV + 1 };
      assert.throws(() => dsyevd(library, LARGEST_SYEV + 1, huge), /32766 rows/);
    });

    test('worker threads write to the same shared memory', async () => {
      const [a, b] = [normals(20, 20, 1), normals(20, 20, 2)];
      const shared = new Float64Array(new SharedArrayBuffer(8 * 400));
      const tsx = import.meta.resolve('tsx/esm/api');
      const base = new URL('../../src/linalg/backends/openblas/', import.meta.url).href;
      const program = `
        const { workerData } = require('node:worker_threads');
        (async () => {
          (await import(workerData.tsx)).register();
          const { loadBlas } = await import(workerData.base + 'load.ts');
          const { dgemm } = await import(workerData.base + 'calls.ts');
          const view = (data, first) => ({ data: data.subarray(20 * first), stride: 20 });
          const { a, b, c, first } = workerData;
          dgemm(await loadBlas(), { rows: 10, inner: 20, columns: 20, a: view(a, first), b: view(b, 0), c: view(c, first) }).now();
        })();`;
      const halves = [0, 10].map((first) => {
        const worker = new Worker(program, { eval: true, workerData: { a: a.data, b: b.data, c: shared, first, base, tsx } });
        return new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject));
      });
      assert.deepEqual(await Promise.all(halves), [0, 0]);
      assertRelative(matrix(20, 20, shared), product(a, b), 1e-13, 'A·B');
    });
  });
}

/** One result of every operation. */
async function results(backend: LinalgBackend, n: number): Promise<Record<string, Matrix>> {
  const [a, b] = [normals(n, n + 3, 1), normals(n + 3, n - 5, 2)];
  const gemm = await backend.gemm(a, b);
  const syrk = await backend.syrk(a);
  const definite = matrix(n, n, syrk.data.slice());
  for (let i = 0; i < n; i++) definite.data[i * n + i]! += n;
  const potrf = matrix(n, n, definite.data.slice());
  assert.equal(await backend.potrf(potrf), null);
  const trsm = normals(n, 40, 3);
  await backend.trsm(triangle(n), trsm);
  const trsmTransposed = normals(n, 40, 4);
  await backend.trsm(triangle(n), trsmTransposed, { transpose: true });
  const syev = matrix(1, n, await backend.syev(matrix(n, n, definite.data.slice())));
  return { gemm, syrk, potrf: lowerTriangle(potrf), trsm, trsmTransposed, syev };
}

function assertRelative(actual: Matrix, expected: Matrix, tolerance: number, what: string): void {
  assert.deepEqual(actual.shape, expected.shape);
  const difference = actual.data.map((value, entry) => value - expected.data[entry]!);
  const error = largest(matrix(...actual.shape, difference)) / largest(expected);
  assert.ok(error <= tolerance, `${what} is off by ${error} of its largest entry`);
}
