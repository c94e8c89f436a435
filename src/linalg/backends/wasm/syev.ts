import { type Matrix, matrix } from '../../../nd-array.ts';
import { sharedArray, shareMatrix } from '../../../threads/shared.ts';
import { mirrorLower } from '../../mirror.ts';
import { checkFiniteLower, order } from '../../shapes.ts';
import { divideAndConquer } from './divide-and-conquer.ts';
import type { Loop } from './loop.ts';
import { REFLECTORS, reflectorBlocks } from './reflectors-task.ts';
import { type Tridiagonal, tridiagonalise } from './tridiagonal.ts';

/** Largest entries whose squares and sums of squares are far from overflow, and from underflow. */
const [LARGEST, SMALLEST] = [2 ** 200, 2 ** -200];

/**
 * Eigendecomposition of a symmetric matrix: to tridiagonal form, its eigenvectors by divide and conquer, and back.
 *
 * About 16/3·n³ multiplications at most, most of them in products of matrices. Takes 2·n² numbers of memory, n² more if
 * the matrix is not in memory that threads share.
 *
 * @param a its lower triangle is read; becomes vᵢ in row i
 * @returns the eigenvalues, ascending
 * @throws RangeError if the lower triangle holds NaN or infinity
 * @throws Error if an eigenvalue does not converge
 */
export async function symmetricEigen(a: Matrix, loop: Loop): Promise<Float64Array> {
  checkFiniteLower(a);
  const shared = shareMatrix(a);
  const scale = scaleLower(shared);
  await mirrorLower(shared);
  const tridiagonal = await tridiagonalise(shared, loop);
  const { diagonal, offDiagonal } = tridiagonal;
  const norm = powerBelow(largest(diagonal, largest(offDiagonal)));
  for (let i = 0; i < diagonal.length; i++) {
    diagonal[i]! /= norm;
    offDiagonal[i]! /= norm;
  }
  const vectors = await divideAndConquer(diagonal, offDiagonal, loop);
  await reflectRows(shared, tridiagonal, vectors, loop);
  a.data.set(vectors.data);
  return diagonal.map((value) => (value * norm) / scale);
}

/** Each row x of `vectors` ← Q·x. */
async function reflectRows(reflectors: Matrix, { factors }: Tridiagonal, vectors: Matrix, loop: Loop): Promise<void> {
  const n = order(vectors);
  const blocks = reflectorBlocks(n);
  const triangles = matrix(blocks * REFLECTORS, REFLECTORS, sharedArray(blocks * REFLECTORS ** 2));
  const context = { reflectors, factors, triangles };
  await loop('reflector_triangles', context, blocks, (REFLECTORS * n * n) / 4);
  const rowsPerIndex = n < 1500 ? 32 : 128;
  await loop('reflect_rows', { ...context, vectors, rowsPerIndex }, Math.ceil(n / rowsPerIndex), n ** 3);
}

/**
 * Multiplies very large or very small matrices by a power of two, so that entries are about 1.
 *
 * @returns the factor
 */
function scaleLower({ data, shape: [n] }: Matrix): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = largest(data.subarray(i * n, i * n + i + 1), most);
  if (most === 0 || (most >= SMALLEST && most <= LARGEST)) return 1;
  const scale = 1 / powerBelow(most);
  for (let i = 0; i < n; i++) {
    for (let entry = i * n; entry <= i * n + i; entry++) data[entry]! *= scale;
  }
  return scale;
}

/** The greatest magnitude among the values and `least`. */
function largest(values: Float64Array, least = 0): number {
  let most = least;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]!));
  return most;
}

/** A power of two about as large as a positive number, of which the inverse is finite; 1 for 0. */
function powerBelow(value: number): number {
  return value === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, Math.floor(Math.log2(value))));
}
