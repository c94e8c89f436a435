import { type Matrix, matrix, row } from '../../../nd-array.ts';
import { sharedArray } from '../../../threads/shared.ts';
import type { Loop } from './loop.ts';
import { productParts, SCALAR_WORK, updateTiles } from './tridiagonal-task.ts';

/** Columns that are reduced before the rest of the matrix is updated. */
const PANEL = 32;

/** Squares' sum of a column, beside entries up to about 1, that counts as 0: below, a reflector would not be orthogonal. */
const NEGLIGIBLE = 1e-280;

/** T = QᵀAQ, Q = H₀H₁⋯, Hⱼ = I − τⱼ·vⱼvⱼᵀ; vⱼ begins with 1 at entry j + 1 and stands in row j of what was A. */
export interface Tridiagonal {
  /** `[n]` */
  diagonal: Float64Array;
  /** `[n]`, the last one 0. */
  offDiagonal: Float64Array;
  /** τ, `[n]`; 0 where nothing had to be reflected. In memory that threads share. */
  factors: Float64Array;
}

/**
 * Householder's reduction of a symmetric matrix to tridiagonal form.
 *
 * In panels: of a panel's reflections, A ← A − Σ(vwᵀ + wvᵀ), each column is computed when its turn comes, and the rest of
 * the matrix at the end. Half of the work is the product of the rest with each v, at the speed of memory.
 *
 * Golub & Van Loan, Matrix Computations, §8.3.1; dsytrd and dlatrd of LAPACK.
 *
 * @param a both triangles, in memory that threads share, entries up to about 1; overwritten
 */
export async function tridiagonalise(a: Matrix, loop: Loop): Promise<Tridiagonal> {
  const n = a.shape[0];
  const [diagonal, offDiagonal, factors] = [new Float64Array(n), new Float64Array(n), sharedArray(n)];
  // The vectors v of a panel, then its vectors w.
  const panel = matrix(2 * PANEL, n, sharedArray(2 * PANEL * n));
  for (let start = 0; start < n; start += PANEL) {
    const stop = Math.min(start + PANEL, n);
    panel.data.fill(0);
    for (let j = start; j < stop; j++) {
      const k = j - start;
      const column = row(a, j).subarray(j);
      for (let q = 0; q < k; q++) {
        const [v, w] = [row(panel, q).subarray(j), row(panel, PANEL + q).subarray(j)];
        addRows(column, v, -w[0]!, w, -v[0]!);
      }
      diagonal[j] = column[0]!;
      if (j === n - 1) break;
      const reflector = column.subarray(1);
      [offDiagonal[j], factors[j]] = reflect(reflector);
      if (factors[j] === 0) continue;
      row(panel, k).set(reflector, j + 1);
      const rest = n - 1 - j;
      await loop(
        'symmetric_product',
        { a, panel, vector: k, target: PANEL + k, start: j + 1 },
        productParts(rest),
        SCALAR_WORK * rest * rest,
      );
      finishProduct(panel, k, j + 1, factors[j]!);
    }
    const rest = n - stop;
    if (rest > 0) await loop('symmetric_update', { a, panel, start: stop }, updateTiles(rest), rest * rest * PANEL);
  }
  return { diagonal, offDiagonal, factors };
}

/**
 * Replaces x by v with (I − τ·vvᵀ)x = β·e₁, v₁ = 1; dlarfg of LAPACK.
 *
 * @returns β and τ
 */
function reflect(x: Float64Array): [beta: number, tau: number] {
  const first = x[0]!;
  const below = dot(x.subarray(1), x.subarray(1));
  if (below <= NEGLIGIBLE) {
    x.fill(0);
    x[0] = 1;
    return [first, 0];
  }
  const length = Math.sqrt(first * first + below);
  const beta = first > 0 ? -length : length;
  const scale = 1 / (first - beta);
  for (let i = 0; i < x.length; i++) x[i]! *= scale;
  x[0] = 1;
  return [beta, (beta - first) / beta];
}

/** w from A·v, with A as it stood before the panel: w ← τ·(A·v − Σ(v_q·w_qᵀv + w_q·v_qᵀv)), and then w ← w − ½τ·(wᵀv)·v. */
function finishProduct(panel: Matrix, k: number, start: number, tau: number): void {
  const v = row(panel, k).subarray(start);
  const w = row(panel, PANEL + k).subarray(start);
  for (let q = 0; q < k; q++) {
    const [earlierV, earlierW] = [row(panel, q).subarray(start), row(panel, PANEL + q).subarray(start)];
    const [alongV, alongW] = dots(earlierV, earlierW, v);
    addRows(w, earlierV, -alongW, earlierW, -alongV);
  }
  const half = 0.5 * tau * tau * dot(w, v);
  for (let i = 0; i < w.length; i++) w[i] = tau * w[i]! - half * v[i]!;
}

/** target += x·left + y·right */
function addRows(target: Float64Array, left: Float64Array, x: number, right: Float64Array, y: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += x * left[i]! + y * right[i]!;
}

function dot(x: Float64Array, y: Float64Array): number {
  let [even, odd] = [0, 0];
  const pairs = x.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    even += x[i]! * y[i]!;
    odd += x[i + 1]! * y[i + 1]!;
  }
  return pairs < x.length ? even + odd + x[pairs]! * y[pairs]! : even + odd;
}

/** xᵀv and yᵀv */
function dots(x: Float64Array, y: Float64Array, v: Float64Array): [number, number] {
  let [left, right] = [0, 0];
  for (let i = 0; i < v.length; i++) {
    left += x[i]! * v[i]!;
    right += y[i]! * v[i]!;
  }
  return [left, right];
}
