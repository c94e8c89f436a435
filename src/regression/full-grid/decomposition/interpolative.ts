import { type Matrix, matrix } from '../../../nd-array.ts';

/** M ≈ M[:, pivots]·coefficients: some columns of a matrix stand for all of them. */
export interface InterpolativeDecomposition {
  readonly pivots: readonly number[];
  /** `[rank, columns]`; the identity at the pivots. */
  readonly coefficients: Matrix;
}

/** No family of kernels seen so far needs a third of it. */
const MOST_PIVOTS = 64;

/**
 * An interpolative decomposition by column-pivoted QR (Cheng, Gimbutas, Martinsson, Rokhlin 2005).
 *
 * @param columns Mᵀ, `[columns, rows]`; destroyed
 * @param tolerance columns whose residual is shorter than this times the longest column are not taken
 * @param first a column to begin with, however short
 */
export function interpolativeDecomposition(columns: Matrix, tolerance: number, first: number | null): InterpolativeDecomposition {
  const [count, length] = columns.shape;
  const { data } = columns;
  const pivots: number[] = [];
  const r: Float64Array[] = [];
  const squares = new Float64Array(count);
  for (let c = 0; c < count; c++) squares[c] = dot(data, c * length, data, c * length, length);
  const smallest = tolerance ** 2 * squares[longest(squares)]!;
  let next = first ?? longest(squares);
  while (pivots.length < Math.min(MOST_PIVOTS, count, length) && squares[next]! > (pivots.length === 0 ? 0 : smallest)) {
    const scale = 1 / Math.sqrt(squares[next]!);
    const direction = data.slice(next * length, (next + 1) * length).map((value) => value * scale);
    const weights = new Float64Array(count);
    for (let c = 0; c < count; c++) {
      // Twice: what rounding leaves of a pivot would otherwise grow from pivot to pivot.
      for (let pass = 0; pass < 2; pass++) {
        const along = dot(direction, 0, data, c * length, length);
        weights[c]! += along;
        for (let k = 0; k < length; k++) data[c * length + k]! -= along * direction[k]!;
      }
      squares[c] = dot(data, c * length, data, c * length, length);
    }
    squares[next] = 0;
    pivots.push(next);
    r.push(weights);
    next = longest(squares);
  }
  return { pivots, coefficients: solveTriangle(r, pivots, count) };
}

/** R₁₁⁻¹R, where R₁₁ is R at the pivots. */
function solveTriangle(r: readonly Float64Array[], pivots: readonly number[], count: number): Matrix {
  const rank = pivots.length;
  const out = matrix(rank, count);
  for (let c = 0; c < count; c++) {
    for (let q = rank - 1; q >= 0; q--) {
      let value = r[q]![c]!;
      for (let s = q + 1; s < rank; s++) value -= r[q]![pivots[s]!]! * out.data[s * count + c]!;
      out.data[q * count + c] = value / r[q]![pivots[q]!]!;
    }
  }
  for (const [q, pivot] of pivots.entries()) for (let s = 0; s < rank; s++) out.data[s * count + pivot] = s === q ? 1 : 0;
  return out;
}

function longest(squares: Float64Array): number {
  return squares.reduce((best, value, index) => (value > squares[best]! ? index : best), 0);
}

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[fromA + k]! * b[fromB + k]!;
  return sum;
}
