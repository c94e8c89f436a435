import type { FailedPivot } from '../../backend.ts';
import type { Bindings } from './bindings.ts';
import { type Call, dgemm, dpotrf, dsyrk, dtrsm, type View } from './calls.ts';

/** Columns that are factored before the rest is updated: enough for products at full rate. */
const BLOCK = 1024;

/** Order of the triangles that the library solves by itself, at a fifth of the rate of its products. */
const TRIANGLE = 128;

/**
 * Lower triangle of A ← L with A = LLᵀ, a block of columns after the other; null, or the first pivot that is not positive.
 *
 * The same work as in `dpotrf`, but nearly all of it in products.
 *
 * @param block at least 1; matrices of at most two blocks go to `dpotrf`
 */
export function cholesky(blas: Bindings, size: number, a: View, block = BLOCK): Call<FailedPivot | null> {
  const whole = dpotrf(blas, size, a);
  return size <= 2 * block ? whole : { ...whole, later: () => factor(blas, size, a, block) };
}

async function factor(blas: Bindings, size: number, a: View, block: number): Promise<FailedPivot | null> {
  for (let start = 0; start < size; start += block) {
    const width = Math.min(block, size - start);
    const diagonal = part(a, start, start);
    const failed = await dpotrf(blas, width, diagonal).later();
    if (failed) return { index: start + failed.index, value: failed.value };
    const rows = size - start - width;
    if (rows === 0) break;
    const panel = part(a, start + width, start);
    await solvePanel(blas, rows, width, diagonal, panel);
    const rest = part(panel, 0, width);
    await dsyrk(blas, { rows, inner: width, a: panel, c: rest, alpha: -1, beta: 1 }).later();
  }
  return null;
}

/** B ← B·L⁻ᵀ by halves of L: L `[width, width]`, its lower triangle, B `[rows, width]`. */
async function solvePanel(blas: Bindings, rows: number, width: number, l: View, b: View): Promise<void> {
  if (width <= TRIANGLE) return dtrsm(blas, { rows: width, columns: rows, l, b, sidesInRows: true }).later();
  const left = Math.ceil(width / 2 / TRIANGLE) * TRIANGLE;
  const rest = { inner: left, columns: width - left, c: part(b, 0, left), alpha: -1, beta: 1 };
  await solvePanel(blas, rows, left, l, b);
  await dgemm(blas, { ...rest, rows, a: b, b: part(l, left, 0), transposeB: true }).later();
  await solvePanel(blas, rows, width - left, part(l, left, left), rest.c);
}

/** The same matrix from an entry on. */
function part({ data, stride }: View, row: number, column: number): View {
  return { data: data.subarray(row * stride + column), stride };
}
