import { CholeskyDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, matrix, row } from '../../nd-array.ts';
import type { FailedPivot, LinalgBackend } from '../backend.ts';

/** ml-matrix in the calling thread: about 1 GF/s, no native code, the measure of the other backends. */
export const referenceBackend: LinalgBackend = { name: 'reference', gemm, potrf, trsm };

async function gemm(a: Matrix, b: Matrix, { transposeB = false } = {}): Promise<Matrix> {
  const right = toMlMatrix(b);
  return fromMlMatrix(toMlMatrix(a).mmul(transposeB ? right.transpose() : right));
}

async function potrf(a: Matrix): Promise<FailedPivot | null> {
  const size = a.shape[0];
  const source = toMlMatrix(a);
  const decomposition = new CholeskyDecomposition(source);
  const lower = decomposition.lowerTriangularMatrix;
  // ml-matrix does not throw on an indefinite matrix: it writes 0 (or NaN) where the pivot is not positive.
  for (let i = 0; i < size; i++) {
    if (lower.get(i, i) > 0) continue;
    let value = source.get(i, i);
    for (let k = 0; k < i; k++) value -= lower.get(i, k) ** 2;
    return { index: i, value };
  }
  a.data.set(fromMlMatrix(lower).data);
  return null;
}

/** Substitution; ml-matrix has no triangular solve of its own. */
async function trsm(l: Matrix, b: Matrix, { transpose = false } = {}): Promise<void> {
  const size = l.shape[0];
  const entry = (i: number, k: number) => (transpose ? l.data[k * size + i]! : l.data[i * size + k]!);
  for (let step = 0; step < size; step++) {
    const i = transpose ? size - 1 - step : step;
    const target = row(b, i);
    for (let done = 0; done < step; done++) {
      const k = transpose ? size - 1 - done : done;
      const factor = entry(i, k);
      if (factor === 0) continue;
      const source = row(b, k);
      for (let c = 0; c < target.length; c++) target[c]! -= factor * source[c]!;
    }
    const pivot = entry(i, i);
    for (let c = 0; c < target.length; c++) target[c]! /= pivot;
  }
}

function toMlMatrix(source: Matrix): MlMatrix {
  return new MlMatrix(Array.from({ length: source.shape[0] }, (_, i) => row(source, i)));
}

function fromMlMatrix(source: MlMatrix): Matrix {
  const out = matrix(source.rows, source.columns);
  for (let i = 0; i < source.rows; i++) out.data.set(source.getRow(i), i * source.columns);
  return out;
}
