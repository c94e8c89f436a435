import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { GridDecomposition } from './decompose.ts';

/** The first eigenvalue stands far above the others: kernels are positive, their sum all but of rank one. */
const POWER_STEPS = 200;

/** A₀ `[n, n]` and B₀ `[p, p]`, symmetric. */
export interface KroneckerPair {
  a: Matrix;
  b: Matrix;
}

/**
 * The Kronecker product A₀ ⊗ B₀ nearest to Σ A_q ⊗ B_q in the Frobenius norm (Van Loan and Pitsianis 1993).
 *
 * A₀ = Σ α_q A_q and B₀ = Σ β_q B_q, where α is the leading eigenvector of G_B·G_A, the product of the
 * factors' Gram matrices, and β = G_A·α / αᵀG_Aα.
 */
export async function nearestKronecker(
  { sum: { images }, coefficients, classes }: GridDecomposition,
  linalg: LinalgBackend,
): Promise<KroneckerPair> {
  const { rows: n, rank } = images;
  const imageGram = matrix(rank, rank);
  await images.forBlocks(async (_start, { data }) => {
    const all = matrix(data.length / rank, rank, data);
    await linalg.gemm(all, all, { transposeA: true, into: imageGram, beta: 1 });
  });
  const coordinateGram = classGram(coefficients, classes.classOf);
  const alpha = leadingEigenvector((vector) => multiply(coordinateGram, multiply(imageGram, vector)), rank);
  const image = multiply(imageGram, alpha);
  const scale = 1 / dot(image, alpha);
  const a = matrix(n, images.columns);
  await images.forBlocks(async (start, { data }) => {
    const pairs = data.length / rank;
    const into = matrix(pairs, 1, a.data.subarray(start * images.columns, start * images.columns + pairs));
    await linalg.gemm(matrix(pairs, rank, data), matrix(rank, 1, alpha), { into });
  });
  const size = Math.sqrt(classes.classOf.length);
  const values = combine(
    coefficients,
    image.map((value) => scale * value),
  );
  const b = matrix(
    size,
    size,
    Float64Array.from(classes.classOf, (found) => values[found]!),
  );
  return { a: symmetrised(a), b: symmetrised(b) };
}

/** Σ over all pairs of coordinates of B_q·B_s, from how often each class occurs. */
function classGram({ shape: [rank, count], data }: Matrix, classOf: Int32Array): Matrix {
  const often = new Float64Array(count);
  for (const found of classOf) often[found]!++;
  const out = matrix(rank, rank);
  for (let q = 0; q < rank; q++)
    for (let s = 0; s < rank; s++)
      for (let c = 0; c < count; c++) out.data[q * rank + s]! += often[c]! * data[q * count + c]! * data[s * count + c]!;
  return out;
}

function leadingEigenvector(apply: (vector: Float64Array) => Float64Array, length: number): Float64Array {
  let vector: Float64Array = new Float64Array(length).fill(1);
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = apply(vector);
    const norm = Math.sqrt(dot(next, next));
    vector = next.map((value) => value / norm);
  }
  return vector;
}

/** weightsᵀ·rows */
function combine({ shape: [rows, columns], data }: Matrix, weights: Float64Array): Float64Array {
  const out = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j]! += weights[i]! * data[i * columns + j]!;
  return out;
}

function multiply({ shape: [rows, columns], data }: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => dot(data.subarray(i * columns, (i + 1) * columns), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/** (M + Mᵀ)/2, in place: a decomposition is symmetric up to its error only. */
function symmetrised(square: Matrix): Matrix {
  const [size] = square.shape;
  const { data } = square;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = (data[i * size + j]! + data[j * size + i]!) / 2;
      data[i * size + j] = value;
      data[j * size + i] = value;
    }
  }
  return square;
}
