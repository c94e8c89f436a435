import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { OpenBlasBackend } from '../../src/linalg/backends/openblas/backend.ts';
import { BlasNotFound, loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { TensorFlowBackend } from '../../src/linalg/backends/tensorflow/backend.ts';
import { CPU_LIMITS } from '../../src/linalg/backends/tensorflow/limits.ts';
import { WasmBackend } from '../../src/linalg/backends/wasm/backend.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { testPool } from '../support/pool.ts';
import { testLibrary } from '../support/tensorflow.ts';
import { largest, lowerTriangle, normals, positiveDefinite, transposed, triangle } from './matrices.ts';
import { assertEigen, SPECTRA } from './spectra.ts';

const SEED = 20201203;
const RUNS = 30;
const TOLERANCE = 1e-12;

/** Names backends, with commas between, that must be there: a test that would be skipped then fails. */
const REQUIRED = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',');

const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 280 }), fc.constantFrom(127, 128, 129, 256, 257));
const factor = fc.constantFrom(0, 1, -1, 0.5, -2.5);
const seed = fc.integer({ min: 1, max: 1000 });
/** C: none, one of numbers, or one of NaN that must not be read. */
const target = fc.constantFrom('none', 'numbers', 'nan');

const copy = ({ shape, data }: Matrix) => matrix(...shape, data.slice());

function assertRelative(actual: Matrix, expected: Matrix): void {
  assert.deepEqual(actual.shape, expected.shape);
  const error = largest(
    matrix(
      ...actual.shape,
      actual.data.map((value, k) => Math.abs(value - expected.data[k]!)),
    ),
  );
  assert.ok(error <= TOLERANCE * (largest(expected) || 1) && actual.data.every(Number.isFinite), `off by ${error}`);
}

/** α, β and C of an operation with a result of so many rows and columns; each call a C of its own. */
function accumulation(kind: string, alpha: number, beta: number, rows: number, columns: number) {
  if (kind === 'none') return () => ({ alpha });
  const data = kind === 'nan' ? new Float64Array(rows * columns).fill(Number.NaN) : normals(rows, columns, 99).data;
  return () => ({ alpha, beta: kind === 'nan' ? 0 : beta, into: matrix(rows, columns, data.slice()) });
}

function fuzz(backend: LinalgBackend): void {
  const check = async <T>(property: fc.IAsyncProperty<T>) => {
    const result = await fc.check(property, { seed: SEED, numRuns: RUNS });
    assert.ok(!result.failed, fc.defaultReportMessage(result));
  };

  describe(`${backend.name}: random shapes as by the reference, seed ${SEED}`, () => {
    test('gemm', () =>
      check(
        fc.asyncProperty(
          fc.tuple(size, size, size),
          fc.tuple(fc.boolean(), fc.boolean(), target, factor, factor, seed),
          async ([n, k, m], [transposeA, transposeB, kind, alpha, beta, from]) => {
            const [a, b] = [normals(n, k, from), normals(k, m, from + 1)];
            const operands = [transposeA ? transposed(a) : a, transposeB ? transposed(b) : b] as const;
            const options = accumulation(kind, alpha, beta, n, m);
            const expected = await referenceBackend.gemm(...operands, { ...options(), transposeA, transposeB });
            assertRelative(await backend.gemm(...operands, { ...options(), transposeA, transposeB }), expected);
          },
        ),
      ));

    test('syrk', () =>
      check(
        fc.asyncProperty(
          fc.tuple(size, size),
          fc.tuple(fc.constantFrom('lower' as const, 'whole' as const), target, factor, factor, seed),
          async ([n, k], [part, kind, alpha, beta, from]) => {
            const a = normals(n, k, from);
            const options = accumulation(kind, alpha, beta, n, n);
            const [actual, expected] = [
              await backend.syrk(a, { ...options(), part }),
              await referenceBackend.syrk(a, { ...options(), part }),
            ];
            if (part === 'whole') assert.deepEqual(transposed(actual).data, actual.data);
            const before = options() as { into?: Matrix };
            for (let i = 0; i < n && part === 'lower' && before.into; i++)
              for (let j = i + 1; j < n; j++) assert.ok(Object.is(actual.data[i * n + j], before.into.data[i * n + j]));
            assertRelative(lowerOf(actual), lowerOf(expected));
          },
        ),
      ));

    test('potrf', () =>
      check(
        fc.asyncProperty(size, fc.boolean(), fc.nat(), async (n, bad, place) => {
          const a = positiveDefinite(n);
          if (bad) a.data[(place % n) * (n + 1)] = -1;
          const [actual, expected] = [copy(a), copy(a)];
          const failed = await backend.potrf(actual);
          assert.deepEqual(failed?.index, (await referenceBackend.potrf(expected))?.index);
          if (!bad) assertRelative(lowerTriangle(actual), lowerTriangle(expected));
        }),
      ));

    test('trsm', () =>
      check(
        fc.asyncProperty(size, size, fc.boolean(), seed, async (n, k, transpose, from) => {
          const l = triangle(n);
          for (let i = 0; i < n; i++) l.data.fill(Number.NaN, i * n + i + 1, (i + 1) * n);
          const [actual, expected] = [normals(n, k, from), normals(n, k, from)];
          await backend.trsm(l, actual, { transpose });
          await referenceBackend.trsm(l, expected, { transpose });
          assertRelative(actual, expected);
        }),
      ));

    test('syev', () =>
      check(
        fc.asyncProperty(
          size,
          fc.constantFrom(...Object.values(SPECTRA)),
          fc.integer({ min: -40, max: 40 }),
          async (n, make, exponent) => {
            const a = make(n);
            for (let k = 0; k < a.data.length; k++) a.data[k]! *= 10 ** exponent;
            const [actual, expected] = [copy(a), copy(a)];
            const values = await backend.syev(actual);
            await assertEigen(a, values, actual, backend);
            const expectedValues = await referenceBackend.syev(expected);
            const most = largest(matrix(1, n, expectedValues));
            for (const [i, value] of values.entries())
              assert.ok(Math.abs(value - expectedValues[i]!) <= TOLERANCE * n * most, `λ${i}`);
          },
        ),
      ));
  });
}

/** What is on and below the diagonal, zeros elsewhere. */
function lowerOf({ shape: [n], data }: Matrix): Matrix {
  return matrix(
    n,
    n,
    data.map((value, k) => (k % n <= Math.floor(k / n) ? value : 0)),
  );
}

fuzz(new WasmBackend(testPool(2)));

const blas = await loadBlas().catch((error: unknown) => {
  if (error instanceof BlasNotFound) return error.message;
  throw error;
});
if (typeof blas !== 'string') fuzz(new OpenBlasBackend(blas));
else
  test('openblas', { skip: REQUIRED.includes('openblas') ? false : `no BLAS on this machine (${blas})` }, () => {
    assert.fail(`HYPERTANGENT_REQUIRE names openblas: ${blas}`);
  });

const tensorflow = await testLibrary();
if (tensorflow) fuzz(new TensorFlowBackend(tensorflow.binding, { ...CPU_LIMITS, numbers: 20_000, block: 64 }));
