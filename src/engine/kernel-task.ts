import type { HypernetworkTables } from '../kernels/hypernetwork-tables.ts';
import { evaluateBand } from '../kernels/kernel-band.ts';
import type { KernelRows, KernelTarget } from '../kernels/kernel-rows.ts';
import { type KernelProblem, kernelRowsOf } from '../kernels/kernel-rows-of.ts';
import type { TilePasses } from '../kernels/tile.ts';
import type { LoopBody } from '../threads/pool.ts';

/** One evaluation of a kernel problem, cut into bands of rows; arrays in shared memory. */
export interface KernelTaskContext {
  /** Evaluations of the same problem have the same number, so that a thread prepares it once. */
  problemId: number;
  problem: KernelProblem;
  tables?: HypernetworkTables;
  start: number;
  stop: number;
  bandRows: number;
  targets: readonly KernelTarget[];
}

/** The task `kernel_bands`; `makePasses` gives up the memory of the problem before. */
export function kernelTask(makePasses: () => TilePasses): (context: KernelTaskContext) => LoopBody {
  let last: { id: number; rows: KernelRows } | undefined;
  return ({ problemId, problem, tables, start, stop, bandRows, targets }) => {
    if (last?.id !== problemId) last = { id: problemId, rows: kernelRowsOf(problem, makePasses(), tables) };
    const { rows } = last;
    return (band) => {
      const from = start + band * bandRows;
      evaluateBand(rows, from, Math.min(from + bandRows, stop), start, targets);
    };
  };
}
