import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { meansOfThread } from '../../src/engine/passes.ts';
import { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { KernelEngine } from '../../src/kernels/kernel-engine.ts';
import { kernelMatrices, plainKernels } from '../../src/kernels/kernel-matrices.ts';
import type { KernelProblem } from '../../src/kernels/kernel-rows-of.ts';
import type { Points } from '../../src/kernels/points.ts';
import { BlasNotFound, loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { type Matrix, matrix, type NdArray } from '../../src/nd-array.ts';
import { ThreadPool } from '../../src/threads/pool.ts';
import { outputsOf } from '../reference/cases.ts';
import { standardNormals } from '../reference/normals.ts';

/** Names backends, with commas between, that must be there: a test that would be skipped then fails. */
const REQUIRED = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',');

/** The kernel engine on so many threads, with WASM alone or with BLAS for its products; it ends with the test file. */
export async function pooledKernels(threads: number, withBlas: boolean): Promise<PooledKernelEngine> {
  const pool = new ThreadPool(threads, new URL('../../src/engine/tasks.ts', import.meta.url));
  pool.setUp({ withBlas });
  after(() => pool.close());
  const { makePasses, setBlasThreads } = await meansOfThread(withBlas);
  return new PooledKernelEngine(makePasses().name, pool, makePasses, setBlasThreads);
}

export type MakeEngine = (threads?: number) => Promise<PooledKernelEngine>;

/** Suites for WASM alone and, where there is one, for BLAS; `withBlas` tells them apart. */
export async function forEachEngine(suite: (make: MakeEngine, withBlas: boolean) => void): Promise<void> {
  describe('wasm', () => suite((threads = 2) => pooledKernels(threads, false), false));
  const missing = await loadBlas().then(
    () => null,
    (error: unknown) => {
      if (error instanceof BlasNotFound) return error.message;
      throw error;
    },
  );
  if (missing === null) describe('openblas', () => suite((threads = 2) => pooledKernels(threads, true), true));
  else
    test('openblas', { skip: REQUIRED.includes('openblas') ? false : `no BLAS on this machine (${missing})` }, () => {
      assert.fail(`HYPERTANGENT_REQUIRE names openblas: ${missing}`);
    });
}

export const normals = (rows: number, columns: number, seed: number): Matrix =>
  matrix(rows, columns, Float64Array.from({ length: rows * columns }, standardNormals(seed)));

/** (row, column) of the pixels of a height × width image. */
export const pixels = (height: number, width: number): Matrix =>
  matrix(
    height * width,
    2,
    Float64Array.from({ length: 2 * height * width }, (_, k) => (k % 2 ? (k >> 1) % width : Math.floor((k >> 1) / width)) - 1),
  );

/** All outputs and layers between two sets of points. */
export function everything(architecture: Architecture, points: Points, points2?: Points): KernelProblem {
  return { architecture, points, ...(points2 && { points2 }), outputs: outputsOf(architecture), layers: true };
}

/** Stacks of layers by output. */
export async function stacksOf(problem: KernelProblem, engine: KernelEngine): Promise<Record<string, NdArray>> {
  const { layers, matrices } = await kernelMatrices(problem, engine);
  return (layers ?? matrices) as Record<string, NdArray>;
}

/** Asserts that an engine agrees with plain loops, each layer relative to its largest entry; in some rows alone if they are given. */
export async function assertConforms(engine: KernelEngine, problem: KernelProblem, rows?: Rows): Promise<void> {
  const stacks = (measured: KernelEngine) => (rows ? rowsOf(problem, measured, rows) : stacksOf(problem, measured));
  assertStacks(await stacks(engine), await stacks(plainKernels), 1e-12);
}

export type Rows = readonly [start: number, stop: number];

/** Stacks of layers by output, some rows of them; of a symmetric problem what is right of the diagonal, zeros elsewhere. */
export async function rowsOf(problem: KernelProblem, engine: KernelEngine, [start, stop]: Rows): Promise<Record<string, NdArray>> {
  const prepared = await engine.prepare(problem);
  const { columns, symmetric } = prepared;
  const size = (stop - start) * columns;
  const stacks: Record<string, NdArray> = {};
  const targets = problem.outputs.flatMap((output) => {
    const layers = prepared.layerCount(output);
    const data = prepared.allocate(layers * size);
    stacks[output] = { shape: [layers, stop - start, columns], data };
    return Array.from({ length: layers }, (_, index) => {
      return { output, layer: index + 1, data: data.subarray(index * size, (index + 1) * size) };
    });
  });
  await prepared.evaluate(start, stop, targets, uncontrolled);
  if (symmetric)
    for (const { data } of targets)
      for (let i = start; i < stop; i++) data.fill(0, (i - start) * columns, (i - start) * columns + i);
  return stacks;
}

export function assertStacks(actual: Record<string, NdArray>, expected: Record<string, NdArray>, tolerance: number): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [output, { shape, data }] of Object.entries(expected)) {
    assert.deepEqual(actual[output]!.shape, shape);
    const size = shape.slice(-2).reduce((a, b) => a * b);
    for (let from = 0; from < data.length; from += size) {
      const part = data.subarray(from, from + size);
      const error = relativeDifference(actual[output]!.data.subarray(from, from + size), part);
      assert.ok(error <= tolerance, `${output} after layer ${from / size + 1} is off by ${error} of its largest entry`);
    }
  }
}

/** max |actual − expected| / max |expected|; NaN counts as infinite. */
export function relativeDifference(actual: Float64Array, expected: Float64Array): number {
  let scale = 0;
  let most = 0;
  for (let k = 0; k < expected.length; k++) {
    const difference = Math.abs(actual[k]! - expected[k]!);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    scale = Math.max(scale, Math.abs(expected[k]!));
  }
  return most / (scale || 1);
}

/** Asserts that every matrix of the stacks equals its transpose, bit by bit. */
export function assertSymmetric(stacks: Record<string, NdArray>): void {
  for (const [output, { shape, data }] of Object.entries(stacks)) {
    const size = shape.at(-1)!;
    for (let from = 0; from < data.length; from += size * size)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < i; j++)
          if (!Object.is(data[from + i * size + j], data[from + j * size + i]))
            assert.fail(`${output} is not symmetric at [${i}, ${j}]`);
  }
}
