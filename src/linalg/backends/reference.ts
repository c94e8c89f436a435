import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, row } from '../../nd-array.ts';
import type { FailedPivot, GemmOptions, LinalgBackend, SyrkOptions } from '../backend.ts';
import { mirrorLower } from '../mirror.ts';
import { checkFiniteLower, destination, order, productShape, solveOrder } from '../shapes.ts';

/** ml-matrix in the calling thread: about 1 GF/s, no native code, the measure of the other backends. */
export const referenceBackend: LinalgBackend = { name: 'reference', gemm, syrk, potrf, trsm, syev };

async function gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Promise<Matrix> {
  const { rows, columns } = productShape(a, b, options);
  const { transposeA = false, transposeB = false, alpha = 1, beta = 0 } = options;
  const out = destination(options, rows, columns);
  const left = toMlMatrix(a);
  const right = toMlMatrix(b);
  const product = (transposeA ? left.transpose() : left).mmul(transposeB ? right.transpose() : right);
  for (let i = 0; i < rows; i++) accumulate(row(out, i), product.getRow(i), alpha, beta);
  return out;
}

async function syrk(a: Matrix, options: SyrkOptions = {}): Promise<Matrix> {
  const size = a.shape[0];
  const { alpha = 1, beta = 0, part = 'whole' } = options;
  const out = destination(options, size, size);
  const left = toMlMatrix(a);
  const product = left.mmul(left.transpose());
  for (let i = 0; i < size; i++) accumulate(row(out, i).subarray(0, i + 1), product.getRow(i), alpha, beta);
  if (part === 'whole') await mirrorLower(out);
  return out;
}

/** target = alpha·product + beta·target, as far as target goes. */
function accumulate(target: Float64Array, product: readonly number[], alpha: number, beta: number): void {
  for (let j = 0; j < target.length; j++) target[j] = alpha * product[j]! + (beta === 0 ? 0 : beta * target[j]!);
}

/** Row by row; ml-matrix's own refuses NaN as not symmetric and does not report an indefinite matrix. */
async function potrf(a: Matrix): Promise<FailedPivot | null> {
  const size = order(a);
  for (let i = 0; i < size; i++) {
    const target = row(a, i);
    for (let j = 0; j < i; j++) target[j] = remainder(target, row(a, j), j) / a.data[j * size + j]!;
    const pivot = remainder(target, target, i);
    if (!(pivot > 0)) return { index: i, value: pivot };
    target[i] = Math.sqrt(pivot);
  }
  return null;
}

/** left[j] − Σ_{k<j} left[k]·right[k] */
function remainder(left: Float64Array, right: Float64Array, j: number): number {
  let value = left[j]!;
  for (let k = 0; k < j; k++) value -= left[k]! * right[k]!;
  return value;
}

/** Substitution; ml-matrix has no triangular solve of its own. */
async function trsm(l: Matrix, b: Matrix, { transpose = false } = {}): Promise<void> {
  const size = solveOrder(l, b);
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

/** Vectors of an eigenvalue that occurs many times may not be orthogonal, and entries beyond 1e±150 fail: ml-matrix's limits. */
async function syev(a: Matrix): Promise<Float64Array> {
  checkFiniteLower(a);
  await mirrorLower(a);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMlMatrix(a), { assumeSymmetric: true });
  for (let i = 0; i < a.shape[0]; i++) row(a, i).set(eigenvectorMatrix.getColumn(i));
  return Float64Array.from(realEigenvalues);
}

function toMlMatrix(source: Matrix): MlMatrix {
  return new MlMatrix(Array.from({ length: source.shape[0] }, (_, i) => row(source, i)));
}
