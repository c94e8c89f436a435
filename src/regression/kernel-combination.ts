import { type Control, subControl } from '../control.ts';
import type { Engine } from '../engine/engine.ts';
import { HypertangentError } from '../errors.ts';
import { rowsPerStep } from '../kernels/kernel-engine.ts';
import type { Points } from '../kernels/points.ts';
import { type Matrix, matrix } from '../nd-array.ts';
import type { KernelSource } from './kernel-source.ts';
import type { RegressionKernel } from './regression.ts';

/** Numbers of K(U*, U) that are held at a time: 32 MiB. */
const NUMBERS_PER_BLOCK = 2 ** 22;

/** Σᵢ k(·, uᵢ)·αᵢ */
export interface KernelCombination extends KernelSource {
  /** α, `[points, k]` */
  weights: Matrix;
}

/**
 * K(U*, U)·α, `[t, k]`, a few rows of the kernel at a time.
 *
 * @throws HypertangentError on points that do not go with those of the combination, and `kernel_overflow`
 */
export async function evaluateCombination(
  { architecture, kernel, points, weights }: KernelCombination,
  test: Points,
  engine: Engine,
  control: Control,
): Promise<Matrix> {
  const prepared = await engine.kernels.prepare({ architecture, points: test, points2: points, outputs: [kernel], layers: false });
  const { rows, columns } = prepared;
  const outputs = weights.shape[1];
  const out = matrix(rows, outputs);
  const step = rowsPerStep(prepared, NUMBERS_PER_BLOCK);
  const layer = prepared.layerCount(kernel);
  const memory = prepared.allocate(Math.min(step, rows) * columns);
  for (let start = 0; start < rows; start += step) {
    const stop = Math.min(start + step, rows);
    const block = matrix(stop - start, columns, memory.subarray(0, (stop - start) * columns));
    const part = subControl(control, start / rows, stop / rows);
    await prepared.evaluate(start, stop, [{ output: kernel, layer, data: block.data }], part);
    const into = matrix(stop - start, outputs, out.data.subarray(start * outputs, stop * outputs));
    await engine.linalg.gemm(block, weights, { into });
  }
  checkPredictions(out, kernel);
  await control.checkpoint(1);
  return out;
}

/** @throws HypertangentError `kernel_overflow` where predictions, `[t, k]`, are not finite */
export function checkPredictions(predictions: Matrix, kernel: RegressionKernel): void {
  const bad = predictions.data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const columns = predictions.shape[1];
  const index = [Math.floor(bad / columns), bad % columns];
  const message = `the prediction at test point ${index[0]} leaves the range of float64`;
  throw new HypertangentError('kernel_overflow', message, { output: kernel, index });
}
