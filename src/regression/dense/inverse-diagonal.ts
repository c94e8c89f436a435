import { type Control, uncontrolled } from '../../control.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';

/** Columns of L⁻¹ that are held at a time. */
export const INVERSE_BLOCK = 256;

/**
 * The diagonal of A⁻¹ from A = LLᵀ: [A⁻¹]ᵢᵢ = Σⱼ (L⁻¹)ⱼᵢ², the squared lengths of the columns of L⁻¹.
 *
 * L⁻¹ is made b columns at a time, from the diagonal down; what stands above it is 0. Time: n³/3 operations,
 * as many as the factorisation. Memory: 2·b·n numbers.
 *
 * @param factor L, `[n, n]`; its lower triangle alone is read
 * @returns `[n]`
 */
export async function inverseDiagonal(
  factor: Matrix,
  linalg: LinalgBackend,
  control: Control = uncontrolled,
  block = INVERSE_BLOCK,
): Promise<Float64Array> {
  const size = factor.shape[0];
  const diagonal = new Float64Array(size);
  const width = Math.min(block, size);
  const memory = { columns: new Float64Array(size * width), panel: new Float64Array(size * width) };
  for (let start = 0; start < size; start += block) {
    const stop = Math.min(start + block, size);
    await control.checkpoint(1 - ((size - start) / size) ** 3);
    const columns = matrix(size - start, stop - start, memory.columns.subarray(0, (size - start) * (stop - start)).fill(0));
    for (let i = 0; i < stop - start; i++) columns.data[i * (stop - start) + i] = 1;
    await solveDown(factor, start, block, columns, memory.panel, linalg);
    for (let k = 0; k < columns.data.length; k++) diagonal[start + (k % (stop - start))]! += columns.data[k]! ** 2;
  }
  return diagonal;
}

/**
 * B ← L⁻¹B for the part of L from row and column `start` on, a block of rows at a time:
 * Bᵢ ← Lᵢᵢ⁻¹(Bᵢ − Σ_{j<i} LᵢⱼBⱼ), so that no more of L is copied than a panel.
 */
async function solveDown(
  factor: Matrix,
  start: number,
  block: number,
  b: Matrix,
  panelMemory: Float64Array,
  linalg: LinalgBackend,
): Promise<void> {
  const size = factor.shape[0];
  const width = b.shape[1];
  const rowsOf = (from: number, to: number) =>
    matrix(to - from, width, b.data.subarray((from - start) * width, (to - start) * width));
  for (let from = start; from < size; from += block) {
    const to = Math.min(from + block, size);
    const target = rowsOf(from, to);
    if (from > start) {
      const panel = copyPart(factor, [from, to], [start, from], panelMemory);
      await linalg.gemm(panel, rowsOf(start, from), { alpha: -1, beta: 1, into: target });
    }
    await linalg.trsm(copyPart(factor, [from, to], [from, to], panelMemory), target);
  }
}

function copyPart(source: Matrix, [top, bottom]: Range, [left, right]: Range, memory: Float64Array): Matrix {
  const size = source.shape[1];
  const width = right - left;
  const part = matrix(bottom - top, width, memory.subarray(0, (bottom - top) * width));
  for (let i = top; i < bottom; i++) part.data.set(source.data.subarray(i * size + left, i * size + right), (i - top) * width);
  return part;
}

type Range = readonly [from: number, to: number];
