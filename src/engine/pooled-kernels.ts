import { type Control, uncontrolled } from '../control.ts';
import { type HyperTables, hyperTargets } from '../kernels/hyper-factor.ts';
import {
  coordinateTable,
  type HypernetworkRequest,
  type HypernetworkTables,
  hyperTableProblem,
} from '../kernels/hypernetwork-problem.ts';
import { describe, type KernelEngine, LocalKernelEngine, type PreparedKernel } from '../kernels/kernel-engine.ts';
import type { KernelRows, KernelTarget } from '../kernels/kernel-rows.ts';
import { checkProblem, hypernetworkRequest, type KernelProblem, kernelRowsOf } from '../kernels/kernel-rows-of.ts';
import { pointCount } from '../kernels/points.ts';
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
const MOST_BAND_LAYERS = 2 ** 25;

/** Problems so far, of all engines: those that share a pool must not take one for another. */
let problems = 0;

/** Evaluates kernels on all threads of a pool; small problems in the calling one. */
export class PooledKernelEngine implements KernelEngine {
  readonly name: string;
  readonly #pool: ThreadPool;
  readonly #makePasses: () => TilePasses;
  readonly #local: LocalKernelEngine;
  readonly #setBlasThreads: (count: number) => void;
  readonly #memory = new ResultMemory();

  /** @param setBlasThreads threads of each BLAS call from now on: while every thread makes its own, one */
  constructor(name: string, pool: ThreadPool, makePasses: () => TilePasses, setBlasThreads: (count: number) => void) {
    this.name = name;
    this.#setBlasThreads = setBlasThreads;
    this.#pool = pool;
    this.#makePasses = makePasses;
    this.#local = new LocalKernelEngine(name, makePasses);
  }

  async prepare(problem: KernelProblem): Promise<PreparedKernel> {
    checkProblem(problem);
    if (entryCount(problem) < SMALL_PAIRS) return this.#local.prepare(problem);
    const shared = shareProblem(problem);
    const tables = await this.#tablesOf(shared);
    return this.#prepareShared(shared, tables);
  }

  #prepareShared(problem: KernelProblem, tables: HypernetworkTables | undefined): PreparedKernel {
    const problemId = problems++;
    // For its diagonals, shape and layers; the threads have their own.
    const rows = kernelRowsOf(problem, this.#makePasses(), tables);
    const bandRows = bandRowsOf(describe(rows), problem, this.#pool.size);
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
    const request = hypernetworkRequest(problem);
    if (request === null) return undefined;
    const hyper = this.#hyperTables(request);
    // Nobody may wait for it yet when it fails.
    hyper.catch(() => {});
    // This thread's part while the others do theirs.
    const coordinates = shareCoordinateTable(coordinateTable(request));
    return { hyper: await hyper, coordinates };
  }

  /** S and Θ_f of a hypernetwork, made by all threads once rather than by each for itself. */
  async #hyperTables(request: HypernetworkRequest): Promise<HyperTables | null> {
    const wanted = hyperTableProblem(request);
    if (wanted === null) return null;
    const { hyper, images, others, keys } = wanted;
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

/** Whole blocks of rows for each band. */
function bandRowsOf(
  { rows, columns, rowsPerBlock, layerCount }: Pick<KernelRows, 'rows' | 'columns' | 'rowsPerBlock' | 'layerCount'>,
  { outputs }: KernelProblem,
  threads: number,
): number {
  const fair = Math.ceil(rows / threads / BANDS_PER_THREAD);
  const layers = Math.max(1, ...outputs.map((output) => layerCount(output)));
  const bound = Math.min(MOST_BAND_ROWS, Math.floor(MOST_BAND_LAYERS / layers / columns));
  return rowsPerBlock * Math.max(1, Math.min(Math.ceil(fair / rowsPerBlock), Math.floor(bound / rowsPerBlock)));
}
