import type { Matrix } from '../../../nd-array.ts';
import type { GemmOptions, SyrkOptions } from '../../backend.ts';
import type { DoubleTensors, Tensor } from './double-tensors.ts';
import type { Limits } from './limits.ts';
import { product, rowsOf } from './ops.ts';
import { accumulatePart, type Part, pause, uploadPart } from './parts.ts';
import { fitting, type Span, spans } from './spans.ts';

/** Fewer rows of a square at once would not be worth what they save. */
const LEAST_ROWS = 256;
/** Bands of a square's lower triangle: the product does 1 + 1/8 of the work that is needed. */
const BANDS = 8;

export interface Gemm extends GemmOptions {
  a: Matrix;
  b: Matrix;
  c: Matrix;
  inner: number;
}

/**
 * C ← α·op(A)·op(B) + β·C, tile by tile of C; α and β are applied where C is.
 *
 * A tile, the rows of op(A) and the columns of op(B) that it needs are tensors at the same time, each of at most
 * `limits.numbers` (a single row may have more); the tile once more in host memory. B is uploaded once; A once for every
 * so many columns of C.
 */
export async function gemm(tensors: DoubleTensors, { a, b, c, inner, ...options }: Gemm, limits: Limits): Promise<void> {
  const { transposeA = false, transposeB = false } = options;
  const [rows, columns] = c.shape;
  const width = fitting(columns, limits.numbers / inner);
  const height = fitting(rows, limits.numbers / Math.max(inner, width), limits.multiplications / (inner * width));
  for (const across of spans(columns, width)) {
    const right = uploadPart(tensors, b, slab(inner, across, transposeB));
    for (const down of spans(rows, height)) {
      const left = uploadPart(tensors, a, slab(inner, down, !transposeA));
      const tile = product(tensors, left, right, { transposeA, transposeB });
      tensors.free(left);
      accumulatePart(c, tileOf(down, across), take(tensors, tile), options);
      await pause();
    }
    tensors.free(right);
  }
}

export interface Syrk extends SyrkOptions {
  a: Matrix;
  c: Matrix;
}

/**
 * Lower triangle of C ← α·A·Aᵀ + β·C, in bands of rows.
 *
 * A is uploaded once and stays if it has at most `limits.numbers`, otherwise in parts for every band; beside it there is
 * a band's part of C, once more in host memory.
 */
export async function syrk(tensors: DoubleTensors, { a, c, ...options }: Syrk, limits: Limits): Promise<void> {
  const [size, inner] = a.shape;
  const band = Math.max(LEAST_ROWS, Math.ceil(size / BANDS));
  const height = fitting(size, band, limits.numbers / inner, limits.multiplications / (inner * size));
  const width = fitting(size, limits.numbers / Math.max(inner, height));
  const whole = size * inner <= limits.numbers ? tensors.upload(a.data, size, inner) : null;
  const rows = (span: Span): Tensor =>
    whole ? rowsOf(tensors, whole, span.start, span.count) : uploadPart(tensors, a, slab(inner, span, true));
  for (const down of spans(size, height)) {
    const left = rows(down);
    for (const across of spans(down.start + down.count, width)) {
      const right = rows(across);
      const tile = product(tensors, left, right, { transposeB: true });
      tensors.free(right);
      accumulatePart(c, tileOf(down, across), take(tensors, tile), { ...options, lower: true });
      await pause();
    }
    tensors.free(left);
  }
}

/** Some rows of a matrix with `inner` columns, or some columns of one with `inner` rows. */
function slab(inner: number, { start, count }: Span, ofRows: boolean): Part {
  return ofRows ? { row: start, rows: count, column: 0, columns: inner } : { row: 0, rows: inner, column: start, columns: count };
}

function tileOf(down: Span, across: Span): Part {
  return { row: down.start, rows: down.count, column: across.start, columns: across.count };
}

/** A tensor's numbers, after which it is gone. */
function take(tensors: DoubleTensors, tensor: Tensor): Float64Array {
  const values = tensors.download(tensor);
  tensors.free(tensor);
  return values;
}
