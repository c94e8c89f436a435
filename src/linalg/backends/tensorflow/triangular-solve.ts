import type { Matrix } from '../../../nd-array.ts';
import type { DoubleTensors, Tensor } from './double-tensors.ts';
import { blockOf, type Limits } from './limits.ts';
import { rowsOf, solveTriangle, subtractProduct } from './ops.ts';
import { pause, uploadPart, writePart } from './parts.ts';
import { fitting, type Span, spans } from './spans.ts';

/** Some columns of B, from which what is known has been subtracted. */
interface Sides {
  b: Matrix;
  column: number;
  /** The rows that are not solved yet. */
  rest: Tensor;
}

/**
 * B ← L⁻¹B or L⁻ᵀB, a block of rows after the other: what is found is subtracted from the rest at once.
 *
 * Tensors at the same time: the rest of so many columns of B that they have at most `limits.numbers`, three times; and a
 * block of L, `blockOf(limits, size)` wide, twice. L is uploaded once for every so many columns.
 */
export async function solveSides(
  tensors: DoubleTensors,
  l: Matrix,
  b: Matrix,
  { transpose, limits }: { transpose: boolean; limits: Limits },
): Promise<void> {
  const [size, columns] = b.shape;
  const step = transpose ? backward : forward;
  const height = Math.min(size, blockOf(limits, size));
  const work = limits.multiplications / (size * height);
  for (const { start: column, count } of spans(columns, fitting(columns, limits.numbers / size, work))) {
    let rest: Tensor | null = uploadPart(tensors, b, { row: 0, rows: size, column, columns: count });
    const blocks = [...spans(size, height)];
    for (const block of transpose ? blocks.reverse() : blocks) {
      rest = step(tensors, l, { b, column, rest: rest! }, block);
      await pause();
    }
  }
}

/** The block's rows of L⁻¹B; what is left below them, or null. */
function forward(tensors: DoubleTensors, l: Matrix, { b, column, rest }: Sides, { start, count }: Span): Tensor | null {
  const below = l.shape[0] - start - count;
  const panel = uploadPart(tensors, l, { row: start, rows: count + below, column: start, columns: count });
  const corner = rowsOf(tensors, panel, 0, count);
  const top = rowsOf(tensors, rest, 0, count);
  const left = below > 0 ? rowsOf(tensors, rest, count, below) : null;
  const factor = below > 0 ? rowsOf(tensors, panel, count, below) : null;
  tensors.free(rest, panel);
  const solved = solveTriangle(tensors, corner, top);
  tensors.free(corner, top);
  writePart(b, { row: start, rows: count, column, columns: solved.columns }, tensors.download(solved));
  const updated = left && factor && subtractProduct(tensors, left, factor, solved);
  if (factor) tensors.free(factor);
  tensors.free(solved);
  return updated;
}

/** The block's rows of L⁻ᵀB, from the last to the first, with the columns of Lᵀ, which are rows of L; what is left above. */
function backward(tensors: DoubleTensors, l: Matrix, { b, column, rest }: Sides, { start, count }: Span): Tensor | null {
  const corner = uploadPart(tensors, l, { row: start, rows: count, column: start, columns: count });
  const bottom = rowsOf(tensors, rest, start, count);
  const left = start > 0 ? rowsOf(tensors, rest, 0, start) : null;
  tensors.free(rest);
  const solved = solveTriangle(tensors, corner, bottom, true);
  tensors.free(corner, bottom);
  writePart(b, { row: start, rows: count, column, columns: solved.columns }, tensors.download(solved));
  const factor = left && uploadPart(tensors, l, { row: start, rows: count, column: 0, columns: start });
  const updated = left && factor && subtractProduct(tensors, left, factor, solved, { transposeA: true });
  if (factor) tensors.free(factor);
  tensors.free(solved);
  return updated;
}
