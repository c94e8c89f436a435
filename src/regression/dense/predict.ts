import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { rowsPerStep } from '../../kernels/kernel-engine.ts';
import type { Points } from '../../kernels/points.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix, type NdArray, row, transposed } from '../../nd-array.ts';
import { checkPredictions } from '../kernel-combination.ts';
import type { Posterior } from '../regression.ts';
import { posteriorCovariance } from './covariance.ts';
import type { PredictionExtras } from './extras.ts';
import type { DenseRegression } from './fit.ts';
import { flowWeights, type TrainingTime } from './gradient-flow.ts';

/** Numbers of K(U*, U) that are held at a time: 32 MiB. */
export const NUMBERS_PER_BLOCK = 2 ** 22;

/** The kernel's and the solves' part of the progress where a covariance follows. */
const SHARE_BEFORE_COVARIANCE = 0.6;

/**
 * Posterior mean, and whatever else is asked for, at test points.
 *
 * The kernel between test and training points is made and used a few rows at a time, once for all times; a
 * covariance holds t·n numbers more.
 *
 * @throws HypertangentError on points that do not go with the training points, and `kernel_overflow`
 */
export async function predictDense(
  model: DenseRegression,
  test: Points,
  wantsVariance: boolean,
  engine: Engine,
  control: Control,
  { covariance: wantsCovariance = false, times }: PredictionExtras = {},
  numbersPerBlock = NUMBERS_PER_BLOCK,
): Promise<Posterior> {
  const { architecture, kernel, factor } = model;
  const prepared = await engine.kernels.prepare({
    architecture,
    points: test,
    points2: model.points,
    outputs: [kernel],
    layers: false,
  });
  const { rows, columns } = prepared;
  const weights = times ? await weightsAtTimes(model, times, engine.linalg) : model.weights;
  const outputs = weights.shape[1];
  const means = matrix(rows, outputs);
  const variance = wantsVariance || wantsCovariance ? prepared.diagonal(kernel) : undefined;
  const explained = wantsCovariance ? matrix(rows, columns) : undefined;
  const step = rowsPerStep(prepared, numbersPerBlock);
  const layer = prepared.layerCount(kernel);
  const memory = prepared.allocate(Math.min(step, rows) * columns);
  const main = subControl(control, 0, wantsCovariance ? SHARE_BEFORE_COVARIANCE : 1);
  for (let start = 0; start < rows; start += step) {
    const stop = Math.min(start + step, rows);
    const block = matrix(stop - start, columns, memory.subarray(0, (stop - start) * columns));
    const part = subControl(main, start / rows, stop / rows);
    await prepared.evaluate(start, stop, [{ output: kernel, layer, data: block.data }], part);
    await engine.linalg.gemm(block, weights, {
      into: matrix(stop - start, outputs, means.data.subarray(start * outputs, stop * outputs)),
    });
    if (!variance) continue;
    const solved = await solveRows(block, factor, engine.linalg);
    subtractExplained(variance.subarray(start, stop), solved);
    if (explained) copyTransposed(solved, explained, start);
  }
  checkPredictions(means, kernel);
  if (variance) checkPredictions(matrix(rows, 1, variance), kernel);
  const left = subControl(control, SHARE_BEFORE_COVARIANCE, 1);
  const covariance = explained && (await posteriorCovariance(model, test, explained, variance!, engine, left));
  await control.checkpoint(1);
  return {
    ...(times ? splitTimes(means, times.length) : { mean: means }),
    ...(wantsVariance && variance && { variance }),
    ...(covariance && { covariance }),
  };
}

/** α, and α(t) for every time beside it, `[n, (1 + T)·k]`. */
async function weightsAtTimes(model: DenseRegression, times: readonly TrainingTime[], linalg: LinalgBackend): Promise<Matrix> {
  const { flow, ridge, jitter, weights } = model;
  return flowWeights(flow!, ['infinity', ...times], ridge + jitter, weights, linalg);
}

/** `[t, (1 + T)·k]` as the mean and the means at T times, `[t, k]` and `[T, t, k]`. */
function splitTimes(means: Matrix, times: number): { mean: Matrix; meanAtTimes: NdArray } {
  const [rows, wide] = means.shape;
  const outputs = wide / (1 + times);
  const all = new Float64Array(means.data.length);
  for (let i = 0; i < rows; i++) {
    const source = row(means, i);
    for (let time = 0; time <= times; time++)
      all.set(source.subarray(time * outputs, (time + 1) * outputs), (time * rows + i) * outputs);
  }
  const mean = matrix(rows, outputs, all.slice(0, rows * outputs));
  return { mean, meanAtTimes: { shape: [times, rows, outputs], data: all.slice(rows * outputs) } };
}

/** L⁻¹·blockᵀ: `[rows, columns]` → `[columns, rows]`. */
async function solveRows(block: Matrix, factor: Matrix, backend: LinalgBackend): Promise<Matrix> {
  const [rows, columns] = block.shape;
  const solved = matrix(columns, rows, transposed(block.data, rows, columns));
  await backend.trsm(factor, solved);
  return solved;
}

/** variance −= ‖v‖² for each column v of `solved`; what rounding makes negative is 0. */
function subtractExplained(variance: Float64Array, { shape: [columns, rows], data }: Matrix): void {
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) variance[i]! -= data[j * rows + i]! ** 2;
  for (let i = 0; i < rows; i++) variance[i] = Math.max(0, variance[i]!);
}

/** Puts the columns of `source` into rows of `target` from row `start` on. */
function copyTransposed({ shape: [columns, rows], data }: Matrix, target: Matrix, start: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) target.data[(start + i) * columns + j] = data[j * rows + i]!;
}
