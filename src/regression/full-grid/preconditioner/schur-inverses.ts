import type { Control } from '../../../control.ts';
import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix, takeRows } from '../../../nd-array.ts';
import type { Landmarks } from './landmarks.ts';
import type { LocalCovariance } from './local-covariance.ts';
import { SparseInverse } from './sparse-inverse.ts';

/** Shifts δ that have sparse inverses of their own, as shares of A₀'s mean variance. */
const SHIFT_SHARES = Array.from({ length: 12 }, (_, k) => 1e-5 * 4 ** k);

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
  const sparse = SHIFT_SHARES.map((share) => ({ shift: share * mean, unexplained: 0, inverse: new SparseInverse(near) }));
  const roots = sparse.map(({ shift }) => values.map((value) => 1 / Math.sqrt(value + shift)));
  for (let image = 0; image < near.length; image++) {
    const places = Int32Array.of(...near[image]!, image);
    const own = await covariance.at(image);
    const along = takeRows(cross, places);
    for (const [level, each] of sparse.entries()) {
      const explained = matrix(...along.shape, along.data.slice());
      scaleColumns(explained, roots[level]!);
      const block = matrix(...own.shape, own.data.slice());
      await linalg.gemm(explained, explained, { transposeB: true, into: block, alpha: -1, beta: 1 });
      // Rounding must not leave less than the shift.
      for (let i = 0; i < places.length; i++) {
        const at = i * (places.length + 1);
        block.data[at] = Math.max(block.data[at]!, 0) + each.shift;
      }
      each.unexplained += (block.data.at(-1)! - each.shift) / near.length;
      each.inverse.addRow(block);
    }
    if (image % 64 === 0) await control.checkpoint(image / near.length);
  }
  return sparse;
}

function scaleColumns({ shape: [rows, columns], data }: Matrix, factors: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j]! *= factors[j]!;
}
