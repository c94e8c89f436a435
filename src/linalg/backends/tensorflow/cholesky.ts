import { type Matrix, matrix } from '../../../nd-array.ts';
import type { FailedPivot } from '../../backend.ts';
import { referenceBackend } from '../reference.ts';
import type { DoubleTensors, Tensor } from './double-tensors.ts';
import { choleskyFactor, rowsOf, solveTriangle, subtractProduct, transpose } from './ops.ts';
import { pause, uploadPart, writePart } from './parts.ts';
import { spans } from './spans.ts';

/** Rows that are factored in JavaScript to find out which pivot fails. */
const SMALL = 64;
/** Blocks of a block in which a pivot fails. */
const SPLIT = 8;
/** What Σⱼ Lᵢⱼ² may differ from Aᵢᵢ by, relatively: far above rounding errors, far below what a failure leaves. */
const TOLERANCE = 1e-9;

/**
 * Lower triangle of A ← L with A = LLᵀ, in columns of blocks; null, or the first pivot that is not positive.
 *
 * Every number below the diagonal is uploaded once and comes back once. Tensors: n²/2 numbers for what is not factored
 * yet, and while a column of blocks is eliminated four times its n·block.
 *
 * @param block rows of a triangle that the library factors in one call
 */
export async function cholesky(tensors: DoubleTensors, a: Matrix, block: number): Promise<FailedPivot | null> {
  const size = a.shape[0];
  const columns = [...spans(size, block)].map(({ start, count }) => ({
    start,
    count,
    tensor: uploadPart(tensors, a, { row: start, rows: size - start, column: start, columns: count }),
  }));
  for (const [k, { start, count, tensor }] of columns.entries()) {
    const corner = rowsOf(tensors, tensor, 0, count);
    const rows = size - start - count;
    const below = rows > 0 ? rowsOf(tensors, tensor, count, rows) : null;
    tensors.free(tensor);
    const outcome = await factorCorner(tensors, corner);
    if ('failed' in outcome) return { index: start + outcome.failed.index, value: outcome.failed.value };
    writePart(a, { row: start, rows: count, column: start, columns: count }, outcome.values);
    if (below === null) return null;
    const panel = solveFromRight(tensors, outcome.factor, below);
    writePart(a, { row: start + count, rows, column: start, columns: count }, tensors.download(panel));
    for (const column of columns.slice(k + 1)) {
      const offset = column.start - start - count;
      const left = rowsOf(tensors, panel, offset, rows - offset);
      const right = rowsOf(tensors, panel, offset, column.count);
      column.tensor = subtractProduct(tensors, column.tensor, left, right, { transposeB: true });
      tensors.free(left, right);
      await pause();
    }
    tensors.free(panel);
  }
  return null;
}

/** B·L⁻ᵀ = (L⁻¹Bᵀ)ᵀ, as the library solves from the left alone; both are freed. */
function solveFromRight(tensors: DoubleTensors, l: Tensor, b: Tensor): Tensor {
  const flipped = transpose(tensors, b);
  tensors.free(b);
  const solved = solveTriangle(tensors, l, flipped);
  tensors.free(l, flipped);
  const panel = transpose(tensors, solved);
  tensors.free(solved);
  return panel;
}

type Corner = { factor: Tensor; values: Float64Array } | { failed: FailedPivot };

/**
 * L of a block on the diagonal, which is freed.
 *
 * The library says neither that nor where it fails. What it returns is compared with the diagonal; if it is not a factor,
 * the block is done again in smaller ones, down to {@link SMALL} rows by the reference, which knows. Where rounding
 * alone made the library fail, the reference's factor serves.
 */
async function factorCorner(tensors: DoubleTensors, corner: Tensor): Promise<Corner> {
  const again = matrix(corner.rows, corner.rows, tensors.download(corner));
  const factor = choleskyFactor(tensors, corner);
  tensors.free(corner);
  const values = tensors.download(factor);
  if (isFactor(values, again)) return { factor, values };
  tensors.free(factor);
  const failed =
    corner.rows <= SMALL
      ? await referenceBackend.potrf(again)
      : await cholesky(tensors, again, Math.max(SMALL, Math.ceil(corner.rows / SPLIT)));
  if (failed) return { failed };
  return { factor: tensors.upload(again.data, corner.rows, corner.rows), values: again.data };
}

/** Whether the pivots are positive and Σⱼ Lᵢⱼ² = Aᵢᵢ in every row, up to rounding. NaN anywhere in a row of L breaks it. */
function isFactor(values: Float64Array, { shape: [size], data }: Matrix): boolean {
  for (let i = 0; i < size; i++) {
    const [start, diagonal] = [i * size, i * (size + 1)];
    let squares = 0;
    for (let j = start; j <= diagonal; j++) squares += values[j]! ** 2;
    const expected = data[diagonal]!;
    if (!(values[diagonal]! > 0 && Math.abs(squares - expected) <= TOLERANCE * expected)) return false;
  }
  return true;
}
