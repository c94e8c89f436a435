import { type Matrix, matrix } from '../../../nd-array.ts';
import { sharedArray } from '../../../threads/shared.ts';
import { deflate } from '../../eigen/deflate.ts';
import { rotateRows, tridiagonalQl } from '../../eigen/tridiagonal-ql.ts';
import type { Loop } from './loop.ts';
import { type LevelArrays, levelParts, type Merge, vectorParts } from './merge-task.ts';

/** Largest order of a block that QL solves. */
const LEAF = 32;

const HALF_ULP = Number.EPSILON / 2;

/** Multiplications that one division counts for. */
const DIVISION = 8;
/** Steps to a root, about. */
const STEPS = 6;

/** What the matrix's two memories and the eigenvalues hold between two levels. */
interface State {
  diagonal: Float64Array;
  offDiagonal: Float64Array;
  /** Eigenvectors of the blocks. */
  source: Matrix;
  /** Takes those of the merged ones. */
  destination: Matrix;
}

/** The merges of a level, and of each the rows of `source` that its update does not change. */
interface Prepared {
  merges: Merge[];
  settled: number[][];
}

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal matrix of norm about 1 by divide and conquer: vᵢ in row i.
 *
 * T is cut into blocks, but for one entry beside each cut that becomes an update of rank one. Blocks are merged two by
 * two, on all levels by the same steps: what the update does not change is taken out, the roots of the secular equation
 * are the new eigenvalues, and one product makes the new eigenvectors; nearly all the work is in these products.
 *
 * Cuppen (1981); Gu & Eisenstat, SIAM J. Matrix Anal. Appl. 16 (1995); dlaed0 to dlaed4 of LAPACK.
 *
 * Takes 2·n² numbers of memory.
 *
 * @param diagonal `[n]`, becomes the eigenvalues, ascending
 * @param offDiagonal `[n − 1]` or longer, destroyed
 * @throws Error if an eigenvalue does not converge
 */
export async function divideAndConquer(diagonal: Float64Array, offDiagonal: Float64Array, loop: Loop): Promise<Matrix> {
  const n = diagonal.length;
  const levels = Math.max(0, Math.ceil(Math.log2(n / LEAF)));
  const source = matrix(n, n, sharedArray(n * n));
  const tolerance = 8 * HALF_ULP * norm(diagonal, offDiagonal);
  const leaves = boundaries(n, levels);
  for (const cut of leaves.slice(1, -1)) {
    diagonal[cut - 1]! -= Math.abs(offDiagonal[cut - 1]!);
    diagonal[cut]! -= Math.abs(offDiagonal[cut - 1]!);
  }
  solveLeaves(leaves, diagonal, offDiagonal, source);
  if (levels === 0) return source;
  const state = { diagonal, offDiagonal, source, destination: matrix(n, n, sharedArray(n * n)) };
  const arrays = levelArrays(n);
  for (let level = levels - 1; level >= 0; level--) {
    const prepared = prepareLevel(state, level, tolerance, arrays);
    await mergeLevel(state, prepared, arrays, loop);
    [state.source, state.destination] = [state.destination, state.source];
  }
  return state.source;
}

/** Where the 2^level blocks of a level begin, and n. */
function boundaries(n: number, level: number): number[] {
  const count = 2 ** level;
  return Array.from({ length: count + 1 }, (_, block) => Math.floor((n * block) / count));
}

function norm(diagonal: Float64Array, offDiagonal: Float64Array): number {
  const most = (values: Float64Array) => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return Math.max(most(diagonal), most(offDiagonal));
}

function solveLeaves(starts: number[], diagonal: Float64Array, offDiagonal: Float64Array, vectors: Matrix): void {
  const n = diagonal.length;
  for (const [leaf, start] of starts.slice(0, -1).entries()) {
    const stop = starts[leaf + 1]!;
    const place = vectors.data.subarray(start * n + start);
    tridiagonalQl(diagonal.subarray(start, stop), offDiagonal.slice(start, stop), place, n);
  }
}

/** Takes out of every merge what its update does not change, and notes the rest in `arrays`. */
function prepareLevel({ diagonal, offDiagonal, source }: State, level: number, tolerance: number, arrays: LevelArrays): Prepared {
  const n = diagonal.length;
  const { data } = source;
  const starts = boundaries(n, level + 1);
  const prepared: Prepared = { merges: [], settled: [] };
  for (let block = 0; block < 2 ** level; block++) {
    const [start, middle, stop] = [starts[2 * block]!, starts[2 * block + 1]!, starts[2 * block + 2]!];
    const entry = offDiagonal[middle - 1]!;
    const rho = 2 * Math.abs(entry);
    const values = diagonal.subarray(start, stop);
    // The last column of the upper block's eigenvectors and the first of the lower one's, of length 1 together.
    const weights = Float64Array.from(values, (_, index) => {
      const row = (start + index) * n;
      return Math.SQRT1_2 * (index < middle - start ? data[row + middle - 1]! : Math.sign(entry) * data[row + middle]!);
    });
    const rotate = (x: number, y: number, cosine: number, sine: number) =>
      rotateRows(data, (start + x) * n + start, (start + y) * n + start, stop - start, cosine, sine);
    const { kept, settled, filled } = deflate({ values, weights, rho, middle: middle - start, tolerance, rotate });
    for (const [i, index] of kept.entries()) {
      arrays.poles[start + i] = values[index]!;
      arrays.weights[start + i] = weights[index]!;
      arrays.rows[start + i] = start + index;
      arrays.filled[start + i] = filled[index]!;
    }
    prepared.merges.push({ start, middle, stop, rho, kept: kept.length });
    prepared.settled.push(settled.map((index) => start + index));
  }
  return prepared;
}

async function mergeLevel(state: State, { merges, settled }: Prepared, arrays: LevelArrays, loop: Loop): Promise<void> {
  const context = { merges, arrays };
  const parts = levelParts(merges).length;
  const pairs = merges.reduce((sum, { kept }) => sum + kept ** 2, 0);
  await loop('secular_roots', context, parts, STEPS * DIVISION * pairs);
  await loop('secular_weights', context, parts, 2 * DIVISION * pairs);
  await loop('secular_scales', context, parts, DIVISION * pairs);
  for (const [index, merge] of merges.entries()) placeRows(state, merge, settled[index]!, arrays);
  const { source, destination } = state;
  const work = merges.reduce((sum, { kept, start, stop }) => sum + (kept ** 2 * (stop - start)) / 2, 0);
  await loop('merge_vectors', { ...context, source, destination }, vectorParts(merges).length, work);
}

/** Sorts the eigenvalues of a merged block, and copies the eigenvectors that stay to their rows. */
function placeRows({ diagonal, source, destination }: State, merge: Merge, settled: number[], arrays: LevelArrays): void {
  const { start, stop, kept } = merge;
  const n = diagonal.length;
  const roots = Array.from(
    { length: kept },
    (_, j) => arrays.poles[start + arrays.origins[start + j]!]! + arrays.shifts[start + j]!,
  );
  const values = [...roots, ...settled.map((row) => diagonal[row]!)];
  const order = Int32Array.from(values.keys()).sort((x, y) => values[x]! - values[y]! || x - y);
  for (const [place, index] of order.entries()) {
    const target = start + place;
    diagonal[target] = values[index]!;
    if (index < kept) arrays.targets[start + index] = target;
    else {
      const from = settled[index - kept]! * n;
      destination.data.set(source.data.subarray(from + start, from + stop), target * n + start);
    }
  }
}

function levelArrays(n: number): LevelArrays {
  const integers = () => new Int32Array(new SharedArrayBuffer(4 * n));
  return {
    poles: sharedArray(n),
    weights: sharedArray(n),
    rows: integers(),
    filled: new Uint8Array(new SharedArrayBuffer(n)),
    origins: integers(),
    shifts: sharedArray(n),
    refined: sharedArray(n),
    scales: sharedArray(n),
    targets: integers(),
  };
}
