import { type Control, uncontrolled } from '../control.ts';
import { type HyperTables, hyperTargets } from '../kernels/hyper-factor.ts';
import type { HypernetworkRequest } from '../kernels/hypernetwork-request.ts';
import { type HypernetworkTables, type HyperTableProblem, hypernetworkTables } from '../kernels/hypernetwork-tables.ts';
import { describe, type KernelEngine, LocalKernelEngine, type PreparedKernel } from '../kernels/kernel-engine.ts';
import type { KernelRows, KernelTarget } from '../kernels/kernel-rows.ts';
import { checkProblem, hypernetworkRequest, type KernelProblem, kernelRowsOf, pairsRequest } from '../kernels/kernel-rows-of.ts';
import { pointCount } from '../kernels/points.ts';
import type { TableCache } from '../kernels/table-cache.ts';
import { BLOCK_ROWS, type TilePasses } from '../kernels/tile.ts';
import type { ThreadPool } from '../threads/pool.ts';
import { sharedArray } from '../threads/shared.ts';
import type { KernelTaskContext } from './kernel-task.ts';
import { ResultMemory } from './result-memory.ts';
import { shareCoordinateTable, shareProblem } from './share-problem.ts';

/** Problems with fewer pairs than this are done before threads would have started on them. */
const SMALL_PAIRS = 20_000;
/** Bands for each thread, so that threads end together and progress is smooth; and rows of one, so that its products are large. */
const BANDS_PER_THREAD = 8;
const MOST_BAND_ROWS = BLOCK_ROWS;
/** Layers of pairs in one band, so that a thread hears of a cancel within tenths of a second however deep the network is. */
const MOST_BAND_LAYERS = 2 ** 26;

/** Problems so far, of all engines: those that share a pool must not take one for another. */
let problems = 0;

/** Evaluates kernels on all threads of a pool; small problems in the calling one. */
export class PooledKernelEngine implements KernelEngine {
  readonly name: string;
  readonly tables: TableCache | undefined;
  readonly #pool: ThreadPool;
  readonly #makePasses: () => TilePasses;
  readonly #local: LocalKernelEngine;
  readonly #setBlasThreads: (count: number) => void;
  readonly #memory: ResultMemory;

  /**
   * @param setBlasThreads threads of each BLAS call from now on: while every thread makes its own, one
   * @param memory that results are made of
   */
  constructor(
    name: string,
    pool: ThreadPool,
    makePasses: () => TilePasses,
    setBlasThreads: (count: number) => void,
    memory = new ResultMemory(),
    tables?: TableCache,
  ) {
    this.name = name;
    this.tables = tables;
    this.#setBlasThreads = setBlasThreads;
    this.#pool = pool;
    this.#makePasses = makePasses;
    this.#memory = memory;
    this.#local = new LocalKernelEngine(name, makePasses, tables);
  }

  sharing(tables: TableCache): KernelEngine {
    return new PooledKernelEngine(this.name, this.#pool, this.#makePasses, this.#setBlasThreads, this.#memory, tables);
  }

  async prepare(problem: KernelProblem): Promise<PreparedKernel> {
    checkProblem(problem);
    const isSmall = entryCount(problem) < SMALL_PAIRS;
    if (isSmall && this.tables === undefined) return this.#local.prepare(problem);
    const shared = shareProblem(problem, this.tables);
    if (isSmall) return this.#local.prepare(shared);
    const tables = await this.#tablesOf(shared);
    return this.#prepareShared(shared, tables);
  }

  #prepareShared(problem: KernelProblem, tables: HypernetworkTables | undefined): PreparedKernel {
    const problemId = problems++;
    // For its diagonals, shape and layers; the threads have their own.
    const rows = kernelRowsOf(problem, this.#makePasses(), tables);
    const bandRows = bandRowsOf(rows, problem, this.#pool.size);
    return {
      ...describe(rows),
      allocate: (length) => this.#memory.take(length),
      evaluate: (start, stop, targets, control, onRows) => {
        const context = { problemId, problem, ...(tables && { tables }), start, stop, bandRows, targets };
        return this.#run(context, control, onRows);
      },
    };
  }

  allocate(length: number): Float64Array {
    return sharedArray(length);
  }

  recycle(results: Iterable<Float64Array>): void {
    this.#memory.recycle(results);
  }

  keepAtMost(bytes: number): void {
    this.#memory.keepAtMost(bytes);
  }

  /** Bands are taken from the top, and write nothing above themselves: the rows of those that are done are final. */
  async #run(context: KernelTaskContext, control: Control, onRows?: (stop: number) => void): Promise<void> {
    const { start, stop, bandRows } = context;
    const bands = Math.ceil((stop - start) / bandRows);
    const onDone = onRows && ((first: number) => onRows(Math.min(stop, start + first * bandRows)));
    this.#setBlasThreads(1);
    try {
      await this.#pool.run('kernel_bands', context, bands, control, onDone);
    } finally {
      this.#setBlasThreads(this.#pool.size);
    }
  }

  /** The tables of a hypernetwork; undefined for other networks. */
  async #tablesOf(problem: KernelProblem): Promise<HypernetworkTables | undefined> {
    const request = hypernetworkRequest(problem) ?? this.#pairsRequest(problem);
    if (request === null) return undefined;
    const maker = {
      layers: (wanted: HyperTableProblem) => this.#layerTables(wanted),
      placed: shareCoordinateTable,
    };
    return hypernetworkTables(request, maker, this.tables);
  }

  /** Kernels at pairs of coordinates make f's kernels as they go, unless other problems need them, too. */
  #pairsRequest(problem: KernelProblem): HypernetworkRequest | null {
    const request = this.tables ? pairsRequest(problem) : null;
    return request && { ...request, indexed: problem.indexed };
  }

  /** S and Θ_f of a hypernetwork, made by all threads once rather than by each for itself. */
  async #layerTables({ hyper, images, others, keys }: HyperTableProblem): Promise<HyperTables> {
    const factor = await this.prepare({
      architecture: hyper,
      points: { x: images },
      ...(others && { points2: { x: others } }),
      outputs: ['nngp', 'ntk'],
      layers: true,
    });
    const tables = keys.map((key) => ({ ...key, data: sharedArray(factor.rows * factor.columns) }));
    const targets: KernelTarget[] = hyperTargets(tables, factor.symmetric);
    await factor.evaluate(0, factor.rows, targets, uncontrolled);
    return { rows: factor.rows, columns: factor.columns, tables };
  }
}

/** Numbers of one output's matrices. */
function entryCount({ points, points2 = points, pairs }: KernelProblem): number {
  if (pairs) return points.x.shape[0] * points2.x.shape[0] * pairs.length;
  return pointCount(points) * pointCount(points2);
}

/** Rows of each band: whole blocks, or a half of one, a quarter and so on where a whole one would take too long. */
function bandRowsOf(kernel: KernelRows, { outputs }: KernelProblem, threads: number): number {
  const { rowsPerBlock, leastRows } = kernel;
  const fair = Math.ceil(kernel.rows / threads / BANDS_PER_THREAD);
  const layers = Math.max(1, ...outputs.map((output) => kernel.layerCount(output)));
  const most = Math.min(MOST_BAND_ROWS, Math.floor(MOST_BAND_LAYERS / layers / kernel.columns));
  let rows = rowsPerBlock * Math.max(1, Math.min(Math.ceil(fair / rowsPerBlock), Math.floor(most / rowsPerBlock)));
  while (rows > most && rows > leastRows) rows /= 2;
  return rows;
}
