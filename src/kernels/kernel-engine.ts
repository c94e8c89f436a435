import type { Control } from '../control.ts';
import type { KernelOutput } from './architecture.ts';
import { distinctRows } from './distinct-rows.ts';
import { indexSides } from './hypernetwork-request.ts';
import { type HypernetworkTables, hypernetworkTables, type TableMaker, tablesHere } from './hypernetwork-tables.ts';
import { evaluateBand } from './kernel-band.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { checkProblem, hypernetworkRequest, type KernelProblem, kernelRowsOf, pairsRequest } from './kernel-rows-of.ts';
import type { TableCache } from './table-cache.ts';
import type { TilePasses } from './tile.ts';

/** Whatever evaluates kernels: in this thread, or on all cores. */
export interface KernelEngine {
  /** Appears in every result's provenance. */
  readonly name: string;
  /** Where its problems find tables of one another; undefined: each makes its own. */
  readonly tables?: TableCache | undefined;
  /** The same engine for problems that have tables in common. */
  sharing(tables: TableCache): KernelEngine;
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
  readonly tables: TableCache | undefined;
  readonly #makePasses: () => TilePasses;

  /** @param makePasses passes for one problem, whose memory may be used again for the next */
  constructor(name: string, makePasses: () => TilePasses, tables?: TableCache) {
    this.name = name;
    this.tables = tables;
    this.#makePasses = makePasses;
  }

  sharing(tables: TableCache): KernelEngine {
    return new LocalKernelEngine(this.name, this.#makePasses, tables);
  }

  async prepare(problem: KernelProblem): Promise<PreparedKernel> {
    checkProblem(problem);
    const { tables } = this;
    const rows = tables ? await this.#rowsSharing(problem, tables) : kernelRowsOf(problem, this.#makePasses());
    return {
      ...describe(rows),
      allocate: (length) => new Float64Array(length),
      evaluate: (start, stop, targets, control, onRows) => evaluateInSteps(rows, start, stop, targets, control, onRows),
    };
  }

  async #rowsSharing(problem: KernelProblem, cache: TableCache): Promise<KernelRows> {
    const request = hypernetworkRequest(problem) ?? pairsRequest(problem);
    if (request === null) return kernelRowsOf(problem, this.#makePasses());
    const indexed = indexSides(request, (source) => cache.ofMatrix(source, () => distinctRows(source)));
    const maker: TableMaker = {
      layers: async (wanted) => tablesHere(wanted, this.#makePasses()),
      placed: (table) => table,
    };
    const tables: HypernetworkTables = await hypernetworkTables({ ...request, indexed }, maker, cache);
    return kernelRowsOf({ ...problem, indexed }, this.#makePasses(), tables);
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
