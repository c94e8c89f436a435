import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';

/** The first eigenvalue stands far above the others: kernels are positive, their sum all but of rank one. */
const POWER_STEPS = 200;

/** A₀ = Σ α_q A_q and B₀ = Σ β_q B_q. */
export interface KroneckerPair {
  alpha: Float64Array;
  beta: Float64Array;
}

/**
 * The Kronecker product A₀ ⊗ B₀ nearest to Σ A_q ⊗ B_q in the Frobenius norm (Van Loan and Pitsianis 1993).
 *
 * A₀ = Σ α_q A_q and B₀ = Σ β_q B_q, where α is the leading eigenvector of G_B·G_A, the product of the
 * factors' Gram matrices, and β = G_A·α / αᵀG_Aα.
 */
export async function nearestKronecker(
  { sum: { images }, coefficients, classes }: Pick<GridDecomposition, 'sum' | 'coefficients' | 'classes'>,
  linalg: LinalgBackend,
): Promise<KroneckerPair> {
  const { rank } = images;
  const imageGram = matrix(rank, rank);
  await images.forTiles(async ({ values, mirrored }) => {
    await linalg.gemm(values, values, { transposeB: true, into: imageGram, alpha: mirrored ? 2 : 1, beta: 1 });
  });
  const coordinateGram = classGram(coefficients, classes.classOf);
  const alpha = leadingEigenvector((vector) => multiply(coordinateGram, multiply(imageGram, vector)), rank);
  const image = multiply(imageGram, alpha);
  const scale = 1 / dot(image, alpha);
  return { alpha, beta: image.map((value) => scale * value) };
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

function multiply({ shape: [rows, columns], data }: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => dot(data.subarray(i * columns, (i + 1) * columns), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
