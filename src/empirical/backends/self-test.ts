import type { Tensor } from '@tensorflow/tfjs-core';
import { erf } from '../../kernels/activations/error-function.ts';
import type { Tensors } from './tensor-backend.ts';

/** Half the distance from 1 to the next larger float32. */
const HALF_ULP = 2 ** -24;
/** Of an elementwise function, in absolute terms below 1 and relative ones above: some units in the last place. */
const FUNCTION_TOLERANCE = 64 * HALF_ULP;
/** Of `sin` and `cos` on WebGPU, whose standard asks for no more than 2⁻¹¹. */
const WEBGPU_CIRCULAR_TOLERANCE = 2 ** -12;
/** How much more an accelerator may lose that was asked for rounded factors (TF32). */
const COARSE_FACTOR = 2 ** 13;

export interface SelfTestOptions {
  /** Whether products may round their factors to 10 bits. */
  coarseProducts?: boolean;
}

/**
 * Compares a backend with float64 arithmetic: products in all transpositions, functions of entries, sums; and each
 * product and sum with itself, run twice.
 *
 * Takes some tens of milliseconds, on a software GPU seconds.
 *
 * @throws Error that names the first operation whose result is not finite, not exact enough, or not the same twice
 */
export async function selfTest(tensors: Tensors, { coarseProducts = false }: SelfTestOptions = {}): Promise<void> {
  for (const product of PRODUCTS) await testProduct(tensors, product, coarseProducts ? COARSE_FACTOR : 1);
  await testFunctions(tensors);
  await testSums(tensors);
}

interface Product {
  rows: number;
  inner: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
}

const PRODUCTS: readonly Product[] = [
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({ rows: 33, inner: 47, columns: 29, transposeA, transposeB })),
  ),
  { rows: 130, inner: 300, columns: 257, transposeA: false, transposeB: false },
];

async function testProduct(tensors: Tensors, product: Product, factor: number): Promise<void> {
  const { rows, inner, columns, transposeA, transposeB } = product;
  const a = numbers(rows * inner, 1);
  const b = numbers(inner * columns, 2);
  const entryA = (i: number, k: number) => a[transposeA ? k * rows + i : i * inner + k]!;
  const entryB = (k: number, j: number) => b[transposeB ? j * inner + k : k * columns + j]!;
  const compute = () =>
    read(tensors, () => {
      const left = tensors.tensor2d(a, transposeA ? [inner, rows] : [rows, inner]);
      const right = tensors.tensor2d(b, transposeB ? [columns, inner] : [inner, columns]);
      return tensors.matMul(left, right, transposeA, transposeB);
    });
  const name = `matMul ${rows}×${inner}×${columns}${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`;
  const received = await compute();
  // Errors of a sum in float32 add up like a random walk, whatever its order.
  const tolerance = 4 * HALF_ULP * Math.sqrt(inner) * factor;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let expected = 0;
      let size = 0;
      for (let k = 0; k < inner; k++) {
        const term = entryA(i, k) * entryB(k, j);
        expected += term;
        size += Math.abs(term);
      }
      compare(name, received[i * columns + j]!, expected, tolerance * size);
    }
  }
  assertSame(name, received, await compute());
}

async function testFunctions(tensors: Tensors): Promise<void> {
  const circular = tensors.getBackend() === 'webgpu' ? WEBGPU_CIRCULAR_TOLERANCE : FUNCTION_TOLERANCE;
  const x = Float32Array.from({ length: 1001 }, (_, i) => (i - 500) / 125);
  const functions: [name: string, run: (t: Tensor) => Tensor, expected: (value: number) => number, tolerance?: number][] = [
    ['relu', tensors.relu, (value) => Math.max(0, value)],
    ['erf', tensors.erf, erf],
    ['sin', tensors.sin, Math.sin, circular],
    ['cos', tensors.cos, Math.cos, circular],
    ['tanh', tensors.tanh, Math.tanh],
    ['exp', tensors.exp, Math.exp],
    ['sqrt', (t) => tensors.sqrt(tensors.abs(t)), (value) => Math.sqrt(Math.abs(value))],
  ];
  for (const [name, run, expected, tolerance = FUNCTION_TOLERANCE] of functions) {
    const received = await read(tensors, () => run(tensors.tensor1d(x)));
    for (const [i, value] of x.entries()) {
      const exact = expected(value);
      compare(`${name}(${value})`, received[i]!, exact, tolerance * Math.max(1, Math.abs(exact)));
    }
  }
}

async function testSums(tensors: Tensors): Promise<void> {
  const [rows, columns] = [37, 1001];
  const x = numbers(rows * columns, 3);
  const sums = async (axis: number) => read(tensors, () => tensors.sum(tensors.tensor2d(x, [rows, columns]), axis));
  for (const [axis, count, other, entry] of [
    [0, columns, rows, (j: number, i: number) => x[i * columns + j]!],
    [1, rows, columns, (i: number, j: number) => x[i * columns + j]!],
  ] as const) {
    const received = await sums(axis);
    for (let i = 0; i < count; i++) {
      let expected = 0;
      let size = 0;
      for (let k = 0; k < other; k++) {
        expected += entry(i, k);
        size += Math.abs(entry(i, k));
      }
      compare(`sum along axis ${axis}`, received[i]!, expected, 4 * HALF_ULP * Math.sqrt(other) * size);
    }
    assertSame(`sum along axis ${axis}`, received, await sums(axis));
  }
}

/** Numbers between −1 and 1 that float32 holds exactly, with no pattern that sums could hide. */
function numbers(count: number, phase: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * i + 78.233 * phase));
}

/** The numbers of what `compute` returns, with every tensor that it makes disposed of. */
async function read(tensors: Tensors, compute: () => Tensor): Promise<Float32Array> {
  const result = tensors.tidy(compute);
  try {
    return (await result.data()) as Float32Array;
  } finally {
    result.dispose();
  }
}

function compare(name: string, received: number, expected: number, tolerance: number): void {
  if (Math.abs(received - expected) <= tolerance) return;
  throw new Error(`${name} gives ${received}, expected ${expected} ± ${tolerance.toExponential(1)}`);
}

function assertSame(name: string, first: Float32Array, second: Float32Array): void {
  const differs = first.findIndex((value, i) => value !== second[i]);
  if (differs >= 0) throw new Error(`${name} gives ${first[differs]} the first time and ${second[differs]} the second`);
}
