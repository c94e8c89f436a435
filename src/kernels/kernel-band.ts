import { HypertangentError } from '../errors.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';

/**
 * Fills rows [start, stop) of targets whose data begin at row `firstRow`.
 *
 * @throws HypertangentError `kernel_overflow` where an entry is not finite
 */
export function evaluateBand(
  rows: KernelRows,
  start: number,
  stop: number,
  firstRow: number,
  targets: readonly KernelTarget[],
): void {
  const { columns } = rows;
  const band = targets.map((target) => ({
    ...target,
    data: target.data.subarray((start - firstRow) * columns, (stop - firstRow) * columns),
  }));
  rows.evaluate(start, stop, band);
  for (const { output, data } of band) checkFinite(data, columns, start, output);
}

function checkFinite(data: Float64Array, columns: number, firstRow: number, output: string): void {
  // A sum is finite when every term is; when it is not, look for the culprit.
  let sum = 0;
  for (let k = 0; k < data.length; k++) sum += data[k]! * 0;
  if (sum === 0) return;
  const bad = data.findIndex((value) => !Number.isFinite(value));
  const index = [firstRow + Math.floor(bad / columns), bad % columns];
  const message = `the ${output} kernel leaves the range of float64 at entry [${index}]; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output, index });
}
