import type { Control } from '../../../control.ts';
import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix, takeRows } from '../../../nd-array.ts';
import type { Landmarks } from './landmarks.ts';
import type { LocalCovariance } from './local-covariance.ts';
import { SparseInverse } from './sparse-inverse.ts';

/** Shifts δ that have sparse inverses of their own, as shares of A₀'s mean variance. */
export const SHIFT_SHARES = Array.from({ length: 6 }, (_, k) => 1e-5 * 16 ** k);

/** Of the Schur complement S_δ = A₂₂ + δI − C(W + δI)⁻¹Cᵀ. */
export interface SchurInverse {
  /** δ */
  shift: number;
  /** The mean of S_δ's diagonal, without the shift. */
  unexplained: number;
  inverse: SparseInverse;
}

/**
 * Sparse inverses of S_δ for all shifts.
 *
 * @param near earlier images of each that is no landmark
 */
export async function schurInverses(
  { values, cross }: Landmarks,
  covariance: LocalCovariance,
  near: readonly Int32Array[],
  linalg: LinalgBackend,
  control: Control,
): Promise<SchurInverse[]> {
  const mean = await covariance.meanVariance();
  const schur = SHIFT_SHARES.map((share) => ({ shift: share * mean, unexplained: 0, inverse: new SparseInverse(near) }));
  const weights = schur.map(({ shift }) => values.map((value) => 1 / (value + shift)));
  // Used again and again: new memory of this size would cost more than what is done in it.
  const most = near.reduce((longest, { length }) => Math.max(longest, length + 1), 0);
  const room = new Float64Array(weights.length * most * values.length);
  for (let image = 0; image < near.length; image++) {
    const places = Int32Array.of(...near[image]!, image);
    const own = await covariance.at(image);
    const along = takeRows(cross, places);
    // (C(W + δI)⁻¹Cᵀ) for one shift below the other.
    const explained = await linalg.gemm(weighted(along, weights, room), along, { transposeB: true });
    const size = places.length ** 2;
    for (const [level, each] of schur.entries()) {
      const block = schurBlock(own, explained.data.subarray(level * size, (level + 1) * size), each.shift);
      each.unexplained += (block.data.at(-1)! - each.shift) / near.length;
      each.inverse.addRow(block);
    }
    if (image % 64 === 0) await control.checkpoint(image / near.length);
  }
  return schur;
}

/** own + δI − explained; rounding must not leave less than δ on the diagonal. */
function schurBlock(own: Matrix, explained: Float64Array, shift: number): Matrix {
  const out = matrix(...own.shape, own.data.slice());
  for (let k = 0; k < explained.length; k++) out.data[k]! -= explained[k]!;
  for (let at = 0; at < explained.length; at += own.shape[0] + 1) out.data[at] = Math.max(out.data[at]!, 0) + shift;
  return out;
}

/** `[rows, columns]` with its columns weighted by each list of weights, one below the other, in `room`. */
function weighted({ shape: [rows, columns], data }: Matrix, weights: readonly Float64Array[], room: Float64Array): Matrix {
  const count = weights.length * rows;
  const out = matrix(count, columns, room.subarray(0, count * columns));
  let to = 0;
  for (const list of weights)
    for (let from = 0; from < data.length; from += columns)
      for (let j = 0; j < columns; j++) out.data[to++] = data[from + j]! * list[j]!;
  return out;
}
