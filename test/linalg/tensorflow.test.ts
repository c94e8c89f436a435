import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { TensorFlowBackend } from '../../src/linalg/backends/tensorflow/backend.ts';
import { DoubleTensors } from '../../src/linalg/backends/tensorflow/double-tensors.ts';
import { blockOf, CPU_LIMITS, gpuLimits, type Limits } from '../../src/linalg/backends/tensorflow/limits.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import type { TensorFlowBinding } from '../../src/tensorflow/binding.ts';
import { sharedArray } from '../../src/threads/shared.ts';
import { testLibrary } from '../support/tensorflow.ts';
import { backendConformance } from './conformance.ts';
import { largest, lowerTriangle, normals, positiveDefinite, product, transposed, triangle, withPivot } from './matrices.ts';

/** Several pieces of everything in matrices of the conformance suite, and pieces of one row. */
const TINY: Limits = { numbers: 300, multiplications: 20_000, block: 16 };

const library = await testLibrary();
if (library) withLibrary(library.binding);

function withLibrary(binding: TensorFlowBinding): void {
  const backend = new TensorFlowBackend(binding, CPU_LIMITS);
  const pieces = new TensorFlowBackend(binding, TINY);
  backendConformance(backend);
  backendConformance(pieces, 'tensorflow in small pieces');

  describe('tensorflow: doubles', () => {
    for (const [kind, allocate] of Object.entries({ plain: (n: number) => new Float64Array(n), shared: sharedArray })) {
      test(`go in and come back to the bit, ${kind} memory`, () => {
        const special = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324, -2.2e-308, Number.MAX_VALUE, Number.EPSILON, 1 / 3];
        const data = allocate(3 + special.length * 7).subarray(3);
        for (let k = 0; k < data.length; k++) data[k] = special[k % special.length]!;
        // A NaN with a payload and a sign.
        new BigUint64Array(data.buffer, data.byteOffset, 1)[0] = 0xfff4_0000_dead_beefn;
        const tensors = new DoubleTensors(binding);
        const tensor = tensors.upload(data, 7, special.length);
        const back = tensors.download(tensor);
        tensors.freeAll();
        const bits = ({ buffer, byteOffset, length }: Float64Array) => [...new BigUint64Array(buffer, byteOffset, length)];
        assert.deepEqual(bits(back), bits(data));
      });
    }
  });

  describe('tensorflow: several blocks', () => {
    for (const n of [257, 600]) {
      test(`${n} rows agree with the reference`, async () => {
        const expected = await results(referenceBackend, n);
        for (const linalg of [backend, new TensorFlowBackend(binding, { ...CPU_LIMITS, numbers: 50_000, block: 128 })]) {
          const actual = await results(linalg, n);
          for (const [name, value] of Object.entries(expected)) assertRelative(actual[name]!, value, 1e-12, name);
        }
      });
    }

    test('matrices in shared memory are worked on where they are', async () => {
      const source = positiveDefinite(300);
      const shared: Matrix = { shape: source.shape, data: sharedArray(source.data.length) };
      shared.data.set(source.data);
      assert.equal(await backend.potrf(shared), null);
      assert.equal(await backend.potrf(source), null);
      assert.deepEqual(lowerTriangle(matrix(300, 300, shared.data.slice())).data, lowerTriangle(source).data);
    });

    test('two operations at once do not disturb each other', async () => {
      const a = normals(60, 60, 7);
      const [first, second] = await Promise.all([pieces.gemm(a, a), pieces.syrk(a)]);
      assertRelative(first, product(a, a), 1e-13, 'product');
      assertRelative(second, product(a, transposed(a)), 1e-13, 'square');
    });
  });

  describe('tensorflow: a matrix that is not positive definite', () => {
    for (const index of [0, 63, 511, 512, 700, 1099]) {
      test(`pivot ${index} of 1100 is reported with its value, NaN too`, async () => {
        const a = dominant(1100);
        a.data[index * 1101] = Number.NaN;
        assert.deepEqual(await backend.potrf(copy(a)), { index, value: Number.NaN });
        a.data[index * 1101] = -3;
        const expected = await referenceBackend.potrf(copy(a));
        const failed = await backend.potrf(a);
        assert.equal(failed?.index, index);
        assert.ok(Math.abs(failed.value - expected!.value) < 1e-11 * Math.abs(expected!.value), `${failed.value}`);
      });
    }

    test('a pivot that is negative by little is not taken for rounding', async () => {
      const a = withPivot(150, 140, -1e-9);
      const failed = await backend.potrf(a);
      assert.equal(failed?.index, 140);
      assert.ok(failed.value < 0 && failed.value > -2e-9, String(failed.value));
    });
  });

  describe('tensorflow: memory', () => {
    const operations: Record<string, (linalg: LinalgBackend) => Promise<unknown>> = {
      gemm: (linalg) => linalg.gemm(normals(40, 30, 1), normals(30, 50, 2)),
      syrk: (linalg) => linalg.syrk(normals(40, 30, 1)),
      potrf: (linalg) => linalg.potrf(positiveDefinite(70)),
      'potrf that fails': (linalg) => linalg.potrf(withPivot(70, 50, -1)),
      trsm: (linalg) => linalg.trsm(triangle(70), normals(70, 9, 1)),
      'transposed trsm': (linalg) => linalg.trsm(triangle(70), normals(70, 9, 1), { transpose: true }),
      syev: (linalg) => linalg.syev(positiveDefinite(70)),
    };
    for (const [name, run] of Object.entries(operations)) {
      test(`${name} leaves no tensor`, async () => {
        for (const linalg of [backend, pieces]) {
          const before = binding.getNumOfTensors();
          await run(linalg);
          assert.equal(binding.getNumOfTensors(), before);
        }
      });

      test(`${name} leaves no tensor when the library fails, and the next one works`, async () => {
        const before = binding.getNumOfTensors();
        // As many calls succeed as the operation has, at most; every one of them fails once.
        for (let calls = 0, failed = true; failed; calls++) {
          failed = false;
          const broken = new TensorFlowBackend(failingAfter(calls, binding), TINY);
          await run(broken).catch((error) => {
            assert.ok(isHypertangentError(error, 'out_of_memory'), String(error));
            failed = true;
          });
          assert.equal(binding.getNumOfTensors(), before);
          if (calls === 0) assert.ok(failed);
          if (failed) await broken.gemm(matrix(1, 1), matrix(1, 1)).catch(() => {});
        }
        assert.equal(binding.getNumOfTensors(), before);
      });
    }

    test('an error that is not about memory stays what it is', async () => {
      const broken = new TensorFlowBackend(failingAfter(0, binding, 'Invalid TF_Status: 3'), TINY);
      await assert.rejects(broken.syev(positiveDefinite(3)), /TF_Status: 3/);
    });

    test('tensors take an eighth of a GPU at most', () => {
      assert.deepEqual(
        [2 ** 28, 2 ** 33, 24 * 2 ** 30, 2 ** 38].map((bytes) => gpuLimits(bytes).numbers),
        [2 ** 24, 2 ** 27, 24 * 2 ** 24, 2 ** 29],
      );
      assert.deepEqual(gpuLimits(), gpuLimits(2 ** 33));
      // 4 × 30,000 × 1118 numbers are 1 GiB.
      assert.deepEqual(
        [1000, 30_000, 300_000].map((size) => blockOf(gpuLimits(2 ** 33), size)),
        [4096, 1118, 128],
      );
    });
  });
}

/** The binding, out of memory after so many operations of the library. */
function failingAfter(
  calls: number,
  binding: TensorFlowBinding,
  message = 'Invalid TF_Status: 8\nMessage: OOM',
): TensorFlowBinding {
  let left = calls;
  return new Proxy({} as TensorFlowBinding, {
    get(_, key: keyof TensorFlowBinding) {
      const value = binding[key];
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (key === 'executeOp' && left-- <= 0) throw new Error(message);
        return Reflect.apply(value, binding, args);
      };
    },
  });
}

const copy = ({ shape, data }: Matrix) => matrix(...shape, data.slice());

/** Positive definite by its diagonal, quickly made; NaN above the diagonal. */
function dominant(n: number): Matrix {
  const a = normals(n, n, 5);
  for (let i = 0; i < n; i++) {
    a.data[i * n + i] = 4 * n;
    a.data.fill(Number.NaN, i * n + i + 1, (i + 1) * n);
  }
  return a;
}

/** One result of every operation. */
async function results(linalg: LinalgBackend, n: number): Promise<Record<string, Matrix>> {
  const [a, b] = [normals(n, n + 3, 1), normals(n + 3, n - 5, 2)];
  const gemm = await linalg.gemm(a, b);
  const syrk = await linalg.syrk(a);
  const potrf = dominant(n);
  assert.equal(await linalg.potrf(potrf), null);
  const [trsm, backward] = [normals(n, 120, 3), normals(n, 120, 4)];
  await linalg.trsm(potrf, trsm);
  await linalg.trsm(potrf, backward, { transpose: true });
  return { gemm, syrk, potrf: lowerTriangle(potrf), trsm, backward };
}

function assertRelative(actual: Matrix, expected: Matrix, tolerance: number, what: string): void {
  assert.deepEqual(actual.shape, expected.shape);
  const difference = actual.data.map((value, entry) => Math.abs(value - expected.data[entry]!));
  const error = difference.reduce((most, value) => Math.max(most, value), 0) / largest(expected);
  assert.ok(error <= tolerance && difference.every(Number.isFinite), `${what} is off by ${error} of its largest entry`);
}
