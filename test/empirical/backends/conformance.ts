import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorBackend } from '../../../src/empirical/backends/tensor-backend.ts';
import { assertNear, batchedProduct, erf, HALF_ULP, magnitudes, normals } from './plain.ts';

/** Batch, rows, inner length, columns; odd, and on both sides of the blocks of 4, 8 and 32 that kernels work in. */
const PRODUCTS: [number, number, number, number][] = [
  [1, 1, 1, 1],
  [1, 1, 65, 1],
  [1, 33, 1, 31],
  [1, 7, 8, 9],
  [1, 64, 64, 64],
  [3, 5, 33, 4],
  [4, 32, 31, 33],
];

/** What finite networks ask of a backend, against float64 arithmetic. */
export function tensorConformance({ name, tensors: tf }: TensorBackend): void {
  /** The numbers of a result; every tensor is gone afterwards. */
  async function numbers(compute: () => Tensor): Promise<{ shape: number[]; data: Float32Array }> {
    const before = tf.memory().numTensors;
    const result = tf.tidy(compute);
    const data = (await result.data()) as Float32Array;
    const { shape } = result;
    result.dispose();
    assert.equal(tf.memory().numTensors, before, 'no tensor is left');
    return { shape, data };
  }

  describe(`${name}: products`, () => {
    for (const [batch, rows, inner, columns] of PRODUCTS) {
      test(`${batch} of [${rows}, ${inner}] × [${inner}, ${columns}]`, async () => {
        const a = normals(batch * rows * inner, 1);
        const b = normals(batch * inner * columns, 2);
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) {
            const sizes = { batch, rows, inner, columns, transposeA, transposeB };
            const product = () =>
              tf.matMul(
                tf.tensor3d(a, transposeA ? [batch, inner, rows] : [batch, rows, inner]),
                tf.tensor3d(b, transposeB ? [batch, columns, inner] : [batch, inner, columns]),
                transposeA,
                transposeB,
              );
            const { shape, data } = await numbers(product);
            assert.deepEqual(shape, [batch, rows, columns]);
            const sums = batchedProduct(magnitudes(a), magnitudes(b), sizes);
            const tolerances = sums.map((sum) => 4 * HALF_ULP * Math.sqrt(inner) * sum);
            assertNear(data, batchedProduct(a, b, sizes), tolerances);
            assert.deepEqual((await numbers(product)).data, data, 'the same twice');
          }
        }
      });
    }

    test('one matrix beside a batch', async () => {
      const [batch, rows, inner, columns] = [3, 4, 5, 6];
      const a = normals(batch * rows * inner, 3);
      const b = normals(inner * columns, 4);
      const { data } = await numbers(() => tf.matMul(tf.tensor3d(a, [batch, rows, inner]), tf.tensor3d(b, [1, inner, columns])));
      const repeated = Float32Array.from({ length: batch * b.length }, (_, i) => b[i % b.length]!);
      const sizes = { batch, rows, inner, columns, transposeA: false, transposeB: false };
      assertNear(data, batchedProduct(a, repeated, sizes), 1e-5);
    });

    test('Σₖₗ aₙₖₗ bₘₖₗ by a change of shape', async () => {
      const [n, m, k, l] = [5, 6, 3, 4];
      const a = normals(n * k * l, 5);
      const b = normals(m * k * l, 6);
      const { shape, data } = await numbers(() => {
        const flat = (x: Float32Array, count: number) => tf.reshape(tf.tensor3d(x, [count, k, l]), [count, k * l]);
        return tf.matMul(flat(a, n) as never, flat(b, m) as never, false, true);
      });
      assert.deepEqual(shape, [n, m]);
      const sizes = { batch: 1, rows: n, inner: k * l, columns: m, transposeA: false, transposeB: true };
      assertNear(data, batchedProduct(a, b, sizes), 1e-5);
    });

    test('a product of some thousand rows', async () => {
      const [rows, inner] = [2050, 3];
      const a = normals(rows * inner, 7);
      const { data } = await numbers(() =>
        tf.sum(tf.matMul(tf.tensor2d(a, [rows, inner]), tf.tensor2d(a, [rows, inner]), false, true), 1),
      );
      const columnSums = [0, 1, 2].map((k) => a.reduce((sum, value, i) => (i % inner === k ? sum + value : sum), 0));
      const expected = Float64Array.from({ length: rows }, (_, i) =>
        columnSums.reduce((sum, total, k) => sum + a[i * inner + k]! * total, 0),
      );
      assertNear(data, expected, 2e-3);
    });
  });

  describe(`${name}: functions of entries`, () => {
    const x = Float32Array.from([0, -0, 1e-6, -1e-6, 5, -5, ...Array.from({ length: 259 }, (_, i) => (i - 129.5) / 32)]);
    const positive = x.map((value) => Math.abs(value) + 0.125);
    // The standard of WebGPU asks for no more of sine and cosine, and of the tangent by way of others.
    const circular = name === 'webgpu' ? 2 ** -12 : 1e-6;
    const functions: [string, (t: Tensor) => Tensor, (value: number) => number, Float32Array?, number?][] = [
      ['relu', tf.relu, (v) => Math.max(0, v)],
      ['erf', tf.erf, erf],
      ['sin', tf.sin, Math.sin, x, circular],
      ['cos', tf.cos, Math.cos, x, circular],
      ['atan', tf.atan, Math.atan, x, circular],
      ['tanh', tf.tanh, Math.tanh],
      ['sinh', tf.sinh, Math.sinh],
      ['cosh', tf.cosh, Math.cosh],
      ['exp', tf.exp, Math.exp],
      ['log', tf.log, Math.log, positive],
      ['sqrt', tf.sqrt, Math.sqrt, positive],
      ['reciprocal', tf.reciprocal, (v) => 1 / v, positive],
      ['sigmoid', tf.sigmoid, (v) => 1 / (1 + Math.exp(-v))],
      ['softplus', tf.softplus, (v) => Math.log1p(Math.exp(v))],
      ['abs', tf.abs, Math.abs],
      ['neg', tf.neg, (v) => -v],
      ['sign', tf.sign, Math.sign],
      ['square', tf.square, (v) => v * v],
    ];
    for (const [label, run, expected, argument = x, tolerance = 4e-6] of functions) {
      test(label, async () => {
        const { data } = await numbers(() => run(tf.tensor1d(argument)));
        const exact = Float64Array.from(argument, expected);
        const tolerances = exact.map((value) => tolerance * Math.max(1, Math.abs(value)));
        assertNear(data, exact, tolerances);
      });
    }

    test('of two tensors, a row or a number beside a matrix', async () => {
      const [rows, columns] = [5, 9];
      const a = normals(rows * columns, 8);
      const row = normals(columns, 9).map((value) => Math.abs(value) + 0.5);
      const pairs: [(a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number][] = [
        [tf.add, (p, q) => p + q],
        [tf.sub, (p, q) => p - q],
        [tf.mul, (p, q) => p * q],
        [tf.div, (p, q) => p / q],
        [tf.maximum, Math.max],
        [(p, q) => tf.pow(tf.abs(p), q), (p, q) => Math.abs(p) ** q],
      ];
      for (const [run, expected] of pairs) {
        const { data } = await numbers(() => run(tf.tensor2d(a, [rows, columns]), tf.tensor1d(row)));
        assertNear(
          data,
          Float64Array.from(a, (value, i) => expected(value, row[i % columns]!)),
          1e-5,
        );
        const { data: scaled } = await numbers(() => run(tf.tensor2d(a, [rows, columns]), tf.scalar(0.75)));
        assertNear(
          scaled,
          Float64Array.from(a, (value) => expected(value, 0.75)),
          1e-5,
        );
      }
    });

    test('a choice by a comparison', async () => {
      const chosen = (compare: (a: Tensor, b: Tensor) => Tensor) =>
        numbers(() => {
          const t = tf.tensor1d(x);
          return tf.where(compare(t, tf.scalar(0)), tf.mul(t, 2), tf.onesLike(t));
        });
      assert.deepEqual(
        (await chosen(tf.greater)).data,
        x.map((value) => (value > 0 ? 2 * value : 1)),
      );
      assert.deepEqual(
        (await chosen(tf.greaterEqual)).data,
        x.map((value) => (value >= 0 ? 2 * value : 1)),
      );
      assert.deepEqual(
        (await chosen(tf.equal)).data,
        x.map((value) => (value === 0 ? 2 * value : 1)),
      );
    });
  });

  describe(`${name}: entries elsewhere`, () => {
    const [n, m, k] = [3, 4, 5];
    const a = normals(n * m * k, 10);
    const entry = (i: number, j: number, l: number) => a[(i * m + j) * k + l]!;
    const cube = () => tf.tensor3d(a, [n, m, k]);

    async function assertExact(compute: () => Tensor, shape: number[], expected: (...at: number[]) => number): Promise<void> {
      const result = await numbers(compute);
      assert.deepEqual(result.shape, shape);
      const all = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, index) => {
        const at = shape.map((size, axis) => Math.floor(index / shape.slice(axis + 1).reduce((p, s) => p * s, 1)) % size);
        return expected(...at);
      });
      assert.deepEqual(result.data, all);
    }

    test('transpose', async () => {
      await assertExact(
        () => tf.transpose(cube(), [2, 0, 1]),
        [k, n, m],
        (l, i, j) => entry(i!, j!, l!),
      );
      await assertExact(
        () => tf.transpose(cube(), [0, 2, 1]),
        [n, k, m],
        (i, l, j) => entry(i!, j!, l!),
      );
    });

    test('slice', () =>
      assertExact(
        () => tf.slice(cube(), [1, 0, 2], [2, 3, 2]),
        [2, 3, 2],
        (i, j, l) => entry(i! + 1, j!, l! + 2),
      ));

    test('gather', async () => {
      const rows = Int32Array.of(2, 0, 0, 1);
      await assertExact(
        () => tf.gather(cube(), tf.tensor1d(rows, 'int32')),
        [4, m, k],
        (i, j, l) => entry(rows[i!]!, j!, l!),
      );
      await assertExact(
        () => tf.gather(cube(), tf.tensor1d(rows, 'int32'), 1),
        [n, 4, k],
        (i, j, l) => entry(i!, rows[j!]!, l!),
      );
    });

    test('concat', async () => {
      await assertExact(
        () => tf.concat([cube(), cube()], 0),
        [2 * n, m, k],
        (i, j, l) => entry(i! % n, j!, l!),
      );
      await assertExact(
        () => tf.concat([cube(), tf.zerosLike(cube())], 2),
        [n, m, 2 * k],
        (i, j, l) => (l! < k ? entry(i!, j!, l!) : 0),
      );
    });

    test('tile and expandDims', async () => {
      const tiled = () => tf.tile(tf.expandDims(tf.slice(cube(), [0, 0, 0], [1, 1, k]), 0), [1, 2, m, 1]);
      await assertExact(tiled, [1, 2, m, k], (_, __, ___, l) => entry(0, 0, l!));
    });

    test('sums', async () => {
      const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
      const along = await numbers(() => tf.sum(cube(), 1));
      assert.deepEqual(along.shape, [n, k]);
      const expected = Float64Array.from({ length: n * k }, (_, index) =>
        total(Array.from({ length: m }, (__, j) => entry(Math.floor(index / k), j, index % k))),
      );
      assertNear(along.data, expected, 1e-6 * m);
      const all = await numbers(() => tf.sum(cube()));
      assert.deepEqual(all.shape, []);
      assertNear(all.data, Float64Array.of(total([...a])), 1e-5);
      const mean = await numbers(() => tf.mean(cube()));
      assertNear(mean.data, Float64Array.of(total([...a]) / a.length), 1e-6);
      const added = await numbers(() => tf.addN([cube(), cube(), cube()]));
      assertNear(
        added.data,
        Float64Array.from(a, (value) => 3 * value),
        2e-6,
      );
    });
  });

  test(`${name}: a tensor outlives the arrays that it was made of`, async () => {
    const numbersOf = Float32Array.of(1, 2, 3);
    const tensor = tf.tensor1d(numbersOf.slice());
    const doubled = tf.mul(tensor, 2);
    assert.deepEqual(
      await doubled.data(),
      numbersOf.map((value) => 2 * value),
    );
    assert.deepEqual(await tensor.data(), numbersOf);
    tf.dispose([tensor, doubled]);
  });
}
