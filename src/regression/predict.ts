import type { Control } from '../control.ts';
import { HypertangentError } from '../errors.ts';
import { kernelRows, rowsPerStep } from '../kernels/kernel-matrices.ts';
import type { Points } from '../kernels/points.ts';
import type { LinalgBackend } from '../linalg/backend.ts';
import { type Matrix, matrix } from '../nd-array.ts';
import type { DenseRegression, RegressionKernel } from './dense.ts';

export interface Posterior {
  /** K(U*, U)·α, `[t, k]`. */
  mean: Matrix;
  /** k(u*, u*) − ‖L⁻¹k(U, u*)‖² of the noise-free function, `[t]`; at least 0. */
  variance?: Float64Array;
}

/**
 * Posterior mean, and variance if asked for, at test points.
 *
 * The kernel between test and training points is made and used a few rows at a time.
 *
 * @throws HypertangentError on points that do not go with the training points, and `kernel_overflow`
 */
export async function predict(
  model: DenseRegression,
  test: Points,
  wantsVariance: boolean,
  backend: LinalgBackend,
  control: Control,
): Promise<Posterior> {
  const { kernel, weights, factor } = model;
  const rows = kernelRows(model.architecture, test, model.points, [kernel]);
  const mean = matrix(rows.rows, weights.shape[1]);
  const variance = wantsVariance ? rows.diagonal(kernel) : undefined;
  const step = rowsPerStep(rows);
  const layer = rows.layerCount(kernel);
  for (let start = 0; start < rows.rows; start += step) {
    await control.checkpoint(start / rows.rows);
    const stop = Math.min(start + step, rows.rows);
    const block = matrix(stop - start, rows.columns);
    rows.evaluate(start, stop, [{ output: kernel, layer, data: block.data }]);
    const blockMean = await backend.gemm(block, weights);
    mean.data.set(blockMean.data, start * weights.shape[1]);
    if (variance) await subtractExplained(variance.subarray(start, stop), block, factor, backend);
  }
  checkFinite(mean, kernel);
  if (variance) checkFinite(matrix(rows.rows, 1, variance), kernel);
  await control.checkpoint(1);
  return variance ? { mean, variance } : { mean };
}

function checkFinite(predictions: Matrix, kernel: RegressionKernel): void {
  const bad = predictions.data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const columns = predictions.shape[1];
  const index = [Math.floor(bad / columns), bad % columns];
  const message = `the prediction at test point ${index[0]} leaves the range of float64`;
  throw new HypertangentError('kernel_overflow', message, { output: kernel, index });
}

/** variance −= ‖L⁻¹k‖² for each row k of `block`; what rounding makes negative is 0. */
async function subtractExplained(variance: Float64Array, block: Matrix, factor: Matrix, backend: LinalgBackend): Promise<void> {
  const [rows, columns] = block.shape;
  const solved = matrix(columns, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) solved.data[j * rows + i] = block.data[i * columns + j]!;
  await backend.trsm(factor, solved);
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) variance[i]! -= solved.data[j * rows + i]! ** 2;
  for (let i = 0; i < rows; i++) variance[i] = Math.max(0, variance[i]!);
}
