import type { Control } from '../control.ts';
import type { KernelOutput } from './architecture.ts';

import { evaluateBand } from './kernel-band.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { checkProblem, type KernelProblem, kernelRowsOf } from './kernel-rows-of.ts';
import type { TilePasses } from './tile.ts';

/** Whatever evaluates kernels: in this thread, or on all cores. */
export interface KernelEngine {
  /** Appears in every result's provenance. */
  readonly name: string;
  /** @throws HypertangentError when the points are no inputs of the architecture */
  prepare(problem: KernelProblem): Promise<PreparedKernel>;
  /** Memory for points that is read as it is; points elsewhere may have to be copied. */
  allocate(length: number): Float64Array;
  /**
   * Takes the memory of results back, for later ones to be written into; nobody may look at them any more.
   *
   * Nobody need do so. Arrays that {@link PreparedKernel.allocate} did not make are left alone.
   */
  recycle(results: Iterable<Float64Array>): void;
  /** Forgets what is kept for later results beyond so many bytes. */
  keepAtMost(bytes: number): void;
}

/** One kernel problem, ready to be evaluated; see {@link KernelRows}. */
export interface PreparedKernel {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly rowsPerBlock: number;
  readonly topDown: boolean;
  layerCount(output: KernelOutput): number;
  diagonal(output: KernelOutput): Float64Array;
  /** Memory that targets may be made of; it may hold what was computed before. */
  allocate(length: number): Float64Array;
  /**
   * Fills rows [start, stop) of every target.
   *
   * @param onRows told, now and then, up to which row all targets are final
   * @throws HypertangentError `kernel_overflow`, or what `control.checkpoint` throws
   */
  evaluate(
    start: number,
    stop: number,
    targets: readonly KernelTarget[],
    control: Control,
    onRows?: (stop: number) => void,
  ): Promise<void>;
}

/** Pairs evaluated between two checkpoints: some tens of milliseconds of plain loops. */
const PAIRS_PER_STEP = 100_000;

/** Evaluates kernels in the calling thread. */
export class LocalKernelEngine implements KernelEngine {
  readonly name: string;
  readonly #makePasses: () => TilePasses;

  /** @param makePasses passes for one problem, whose memory may be used again for the next */
  constructor(name: string, makePasses: () => TilePasses) {
    this.name = name;
    this.#makePasses = makePasses;
  }

  async prepare(problem: KernelProblem): Promise<PreparedKernel> {
    checkProblem(problem);
    const rows = kernelRowsOf(problem, this.#makePasses());
    return {
      ...describe(rows),
      allocate: (length) => new Float64Array(length),
      evaluate: (start, stop, targets, control, onRows) => evaluateInSteps(rows, start, stop, targets, control, onRows),
    };
  }

  allocate(length: number): Float64Array {
    return new Float64Array(length);
  }

  /** Leaves all memory to the runtime. */
  recycle(): void {}

  keepAtMost(): void {}
}

/** What a prepared kernel and its rows have in common. */
export function describe(rows: KernelRows): Omit<PreparedKernel, 'allocate' | 'evaluate'> {
  return {
    rows: rows.rows,
    columns: rows.columns,
    symmetric: rows.symmetric,
    rowsPerBlock: rows.rowsPerBlock,
    topDown: rows.topDown,
    layerCount: (output) => rows.layerCount(output),
    diagonal: (output) => rows.diagonal(output),
  };
}

async function evaluateInSteps(
  rows: KernelRows,
  start: number,
  stop: number,
  targets: readonly KernelTarget[],
  control: Control,
  onRows: (stop: number) => void = () => {},
): Promise<void> {
  const step = rowsPerStep(rows, PAIRS_PER_STEP);
  for (let from = start; from < stop; from += step) {
    await control.checkpoint((from - start) / (stop - start));
    evaluateBand(rows, from, Math.min(from + step, stop), start, targets);
    onRows(Math.min(from + step, stop));
  }
}

/** How many rows hold about `pairs` pairs: whole blocks, at least one. */
export function rowsPerStep({ rowsPerBlock, columns }: { rowsPerBlock: number; columns: number }, pairs: number): number {
  return rowsPerBlock * Math.max(1, Math.floor(pairs / columns / rowsPerBlock));
}
