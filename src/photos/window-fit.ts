import type { LinalgBackend } from '../linalg/backend.ts';
import { type Matrix, matrix } from '../nd-array.ts';
import { REACH } from './offset-kernel.ts';
import type { Place } from './picture.ts';

/** A regression on the pixels around a window. */
export interface WindowFit {
  /** `[n, channels]` posterior mean at places. */
  mean(places: readonly Place[]): Promise<Matrix>;
  /** `[n]` posterior standard deviation at places, in the units of the values, all channels alike. */
  deviation(places: readonly Place[]): Promise<Float64Array>;
}

/** Ridges that are tried when K + λI is not positive definite, as multiples of the one that was asked for. */
const LADDER = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/**
 * y(z) = β + g(z), g ~ GP(0, σ²k), with noise of variance λσ²; β by generalised least squares, σ² by its residuals.
 *
 * mean = β + k\*ᵀA⁻¹(y − β1), β = 1ᵀA⁻¹y/1ᵀA⁻¹1, A = K + λI;
 * variance = σ²(1 − k\*ᵀA⁻¹k\* + (1 − 1ᵀA⁻¹k\*)²/1ᵀA⁻¹1).
 *
 * @param kernel k by squared distance
 * @param values `[n, channels]`
 */
export async function fitWindow(
  kernel: Float64Array,
  ridge: number,
  places: readonly Place[],
  values: Matrix,
  backend: LinalgBackend,
): Promise<WindowFit> {
  const [count, channels] = values.shape;
  const factor = await factorise(kernel, ridge, places, backend);
  // Columns: those of y, and 1.
  const solved = matrix(count, channels + 1);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) solved.data[i * (channels + 1) + c] = values.data[i * channels + c]!;
    solved.data[i * (channels + 1) + channels] = 1;
  }
  await backend.trsm(factor, solved);
  await backend.trsm(factor, solved, { transpose: true });
  const at = (i: number, c: number) => solved.data[i * (channels + 1) + c]!;
  const sums = new Float64Array(channels + 1);
  for (let i = 0; i < count; i++) for (let c = 0; c <= channels; c++) sums[c]! += at(i, c);
  const ones = sums[channels]!;
  const constant = sums.subarray(0, channels).map((sum) => sum / ones);
  const weights = matrix(count, channels);
  let residual = 0;
  for (let i = 0; i < count; i++)
    for (let c = 0; c < channels; c++) {
      const weight = at(i, c) - constant[c]! * at(i, channels);
      weights.data[i * channels + c] = weight;
      residual += weight * (values.data[i * channels + c]! - constant[c]!);
    }
  const variance = residual / (channels * Math.max(1, count - 1));
  return {
    async mean(targets) {
      const mean = matrix(targets.length, channels);
      targets.forEach((_, i) => {
        mean.data.set(constant, i * channels);
      });
      return backend.gemm(crossKernel(kernel, targets, places), weights, { beta: 1, into: mean });
    },
    async deviation(targets) {
      const columns = crossKernel(kernel, places, targets);
      const out = new Float64Array(targets.length);
      const dots = new Float64Array(targets.length);
      for (let i = 0; i < count; i++)
        for (let j = 0; j < targets.length; j++) dots[j]! += at(i, channels) * columns.data[i * targets.length + j]!;
      await backend.trsm(factor, columns);
      for (let i = 0; i < count; i++)
        for (let j = 0; j < targets.length; j++) out[j]! += columns.data[i * targets.length + j]! ** 2;
      return out.map((explained, j) => Math.sqrt(Math.max(0, variance * (1 - explained + (1 - dots[j]!) ** 2 / ones))));
    },
  };
}

async function factorise(kernel: Float64Array, ridge: number, places: readonly Place[], backend: LinalgBackend): Promise<Matrix> {
  for (const multiple of LADDER) {
    const factor = crossKernel(kernel, places, places, 'lower');
    for (let i = 0; i < places.length; i++) factor.data[i * places.length + i]! += multiple * ridge;
    if ((await backend.potrf(factor)) === null) return factor;
  }
  throw new RangeError('a kernel matrix has no numbers');
}

/** @param part lower: what stands above the diagonal is left at 0 */
function crossKernel(
  kernel: Float64Array,
  rows: readonly Place[],
  columns: readonly Place[],
  part: 'whole' | 'lower' = 'whole',
): Matrix {
  const out = matrix(rows.length, columns.length);
  const last = REACH ** 2;
  const [ys, xs] = [Int32Array.from(columns, ([y]) => y), Int32Array.from(columns, ([, x]) => x)];
  rows.forEach(([y, x], i) => {
    const start = i * ys.length;
    const count = part === 'lower' ? i + 1 : ys.length;
    for (let j = 0; j < count; j++) {
      const dy = y - ys[j]!;
      const dx = x - xs[j]!;
      const squared = dy * dy + dx * dx;
      out.data[start + j] = kernel[squared < last ? squared : last]!;
    }
  });
  return out;
}
