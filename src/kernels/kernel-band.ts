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
  rows.evaluate(
    start,
    stop,
    targets.map((target) => ({
      ...target,
      data: target.data.subarray((start - firstRow) * columns, (stop - firstRow) * columns),
    })),
  );
}
