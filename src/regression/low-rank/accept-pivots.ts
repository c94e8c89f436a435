import { type Matrix, matrix } from '../../nd-array.ts';

export interface AcceptedPivots {
  /** Indices of the proposals that became pivots. */
  accepted: number[];
  /** L with LLᵀ = the square at the accepted, lower triangle. */
  factor: Matrix;
}

/**
 * Accepts each proposal with the probability that what the accepted before it leave of its diagonal entry has of what
 * it was drawn with.
 *
 * @param square K − FFᵀ among the proposals, symmetric; destroyed
 * @param weights that they were drawn with
 * @param least an entry that is no more is rounding
 */
export function acceptPivots(square: Matrix, weights: ArrayLike<number>, least: number, uniform: () => number): AcceptedPivots {
  const size = square.shape[0];
  const { data } = square;
  const accepted: number[] = [];
  for (let i = 0; i < size; i++) {
    const entry = data[i * size + i]!;
    if (uniform() * weights[i]! > entry || !(entry > least)) continue;
    accepted.push(i);
    const root = Math.sqrt(entry);
    data[i * size + i] = root;
    for (let j = i + 1; j < size; j++) data[j * size + i]! /= root;
    for (let j = i + 1; j < size; j++) {
      const factor = data[j * size + i]!;
      for (let k = i + 1; k <= j; k++) data[j * size + k]! -= factor * data[k * size + i]!;
    }
  }
  const factor = matrix(accepted.length, accepted.length);
  for (const [a, i] of accepted.entries())
    for (let b = 0; b <= a; b++) factor.data[a * accepted.length + b] = data[i * size + accepted[b]!]!;
  return { accepted, factor };
}
