import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { HypertangentError } from '../../errors.ts';
import { rowsPerStep } from '../../kernels/kernel-engine.ts';
import type { Points } from '../../kernels/points.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { Posterior, RegressionKernel } from '../regression.ts';
import type { DenseRegression } from './fit.ts';

/** Numbers of K(U*, U) that are held at a time: 32 MiB. */
export const NUMBERS_PER_BLOCK = 2 ** 22;

/**
 * Posterior mean, and variance if asked for, at test points.
 *
 * The kernel between test and training points is made and used a few rows at a time.
 *
 * @throws HypertangentError on points that do not go with the training points, and `kernel_overflow`
 */
export async function predictDense(
  model: DenseRegression,
  test: Points,
  wantsVariance: boolean,
  engine: Engine,
  control: Control,
): Promise<Posterior> {
  const { architecture, kernel, weights, factor } = model;
  const prepared = await engine.kernels.prepare({
    architecture,
    points: test,
    points2: model.points,
    outputs: [kernel],
    layers: false,
  });
  const { rows, columns } = prepared;
  const outputs = weights.shape[1];
  const mean = matrix(rows, outputs);
  const variance = wantsVariance ? prepared.diagonal(kernel) : undefined;
  const step = rowsPerStep(prepared, NUMBERS_PER_BLOCK);
  const layer = prepared.layerCount(kernel);
  const memory = prepared.allocate(Math.min(step, rows) * columns);
  for (let start = 0; start < rows; start += step) {
    const stop = Math.min(start + step, rows);
    const block = matrix(stop - start, columns, memory.subarray(0, (stop - start) * columns));
    const part = subControl(control, start / rows, stop / rows);
    await prepared.evaluate(start, stop, [{ output: kernel, layer, data: block.data }], part);
    await engine.linalg.gemm(block, weights, {
      into: matrix(stop - start, outputs, mean.data.subarray(start * outputs, stop * outputs)),
    });
    if (variance) await subtractExplained(variance.subarray(start, stop), block, factor, engine.linalg);
  }
  checkFinite(mean, kernel);
  if (variance) checkFinite(matrix(rows, 1, variance), kernel);
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
