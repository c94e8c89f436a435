import { uncontrolled } from '../../../control.ts';
import type { Matrix } from '../../../nd-array.ts';
import type { ThreadPool } from '../../../threads/pool.ts';
import { shareMatrix } from '../../../threads/shared.ts';
import { createEngine, type Engine } from '../../../wasm/engine.ts';
import type { FailedPivot, GemmOptions, LinalgBackend, SyrkOptions } from '../../backend.ts';
import { mirrorLower } from '../../mirror.ts';
import { destination, order, productShape, solveOrder } from '../../shapes.ts';
import { CHOLESKY_BLOCK, choleskyDiagonal, columnBlocks } from './cholesky-task.ts';
import { type GemmContext, gemmTile, gemmTiles } from './gemm-task.ts';
import type { Loop } from './loop.ts';
import { symmetricEigen } from './syev.ts';
import { type WasmTasks, wasmTasks } from './tasks.ts';
import { trsmColumns } from './trsm-task.ts';

/** Multiplications that are done before a thread would have started on them. */
const SMALL = 2e6;

/**
 * SIMD code in WebAssembly on all threads of a pool: what there is where no BLAS is found.
 *
 * Matrices stay outside the instances' memory and are copied tile by tile, so their size is not
 * limited by it. Matrices in shared memory are worked on where they are; others are copied for the time.
 */
export class WasmBackend implements LinalgBackend {
  readonly name = 'wasm';
  readonly #pool: ThreadPool;
  readonly #local: Engine;
  readonly #localTasks: WasmTasks;

  /**
   * @param pool threads with {@link wasmTasks}
   * @param local for work that is too little for threads; of the same build as theirs
   */
  constructor(pool: ThreadPool, local = createEngine()) {
    this.#pool = pool;
    this.#local = local;
    this.#localTasks = wasmTasks(local);
  }

  async gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Promise<Matrix> {
    const { rows, inner, columns } = productShape(a, b, options);
    const { transposeA = false, transposeB = false, alpha = 1, beta = 0 } = options;
    const c = destination(options, rows, columns);
    await this.#product({ a, b, c, inner, transposeA, transposeB, alpha, beta, lower: false });
    return c;
  }

  async syrk(a: Matrix, options: SyrkOptions = {}): Promise<Matrix> {
    const [size, inner] = a.shape;
    const { alpha = 1, beta = 0, part = 'whole' } = options;
    const c = destination(options, size, size);
    await this.#product({ a, b: a, c, inner, transposeA: false, transposeB: true, alpha, beta, lower: true });
    if (part === 'whole') await mirrorLower(c);
    return c;
  }

  async potrf(a: Matrix): Promise<FailedPivot | null> {
    const size = order(a);
    return this.#onShared([], a, size ** 3 / 6, async (_, shared) => {
      for (let column = 0; column < size; column += CHOLESKY_BLOCK) {
        const context = { a: shared, column };
        const blocks = columnBlocks(context);
        const work = blocks * CHOLESKY_BLOCK ** 2 * (column + CHOLESKY_BLOCK);
        if (column > 0) await this.#loop('cholesky_update', context, blocks, work);
        const failed = choleskyDiagonal(this.#local, context);
        if (failed) return failed;
        await this.#loop('cholesky_panel', context, blocks - 1, blocks * CHOLESKY_BLOCK ** 3);
      }
      return null;
    });
  }

  async trsm(l: Matrix, b: Matrix, { transpose = false } = {}): Promise<void> {
    const size = solveOrder(l, b);
    const columns = b.shape[1];
    const work = (size * size * columns) / 2;
    await this.#onShared([l], b, work, async ([sharedL], sharedB) => {
      const columnsPerIndex = trsmColumns(size, columns, this.#pool.size);
      const context = { l: sharedL!, b: sharedB, transpose, columnsPerIndex };
      await this.#loop('trsm', context, Math.ceil(columns / columnsPerIndex), work);
    });
  }

  syev(a: Matrix): Promise<Float64Array> {
    return symmetricEigen(a, this.#loop);
  }

  async #product(product: Omit<GemmContext, 'tile'>): Promise<void> {
    const { a, b, c, inner, lower } = product;
    const work = (c.data.length * inner) / (lower ? 2 : 1);
    const tile = gemmTile(c.shape[0], c.shape[1], this.#pool.size);
    await this.#onShared([a, b], c, work, async ([sharedA, sharedB], sharedC) => {
      const context = { ...product, a: sharedA!, b: sharedB!, c: sharedC, tile };
      await this.#loop('gemm', context, gemmTiles(context), work);
    });
  }

  /** Runs `operation` with its matrices where threads can reach them, and brings the result back if need be. */
  async #onShared<Result>(
    inputs: Matrix[],
    target: Matrix,
    work: number,
    operation: (inputs: Matrix[], target: Matrix) => Promise<Result>,
  ): Promise<Result> {
    if (work <= SMALL) return operation(inputs, target);
    const shared = shareMatrix(target);
    const result = await operation(inputs.map(shareMatrix), shared);
    if (shared !== target) target.data.set(shared.data);
    return result;
  }

  readonly #loop: Loop = async (task, context, count, work) => {
    if (work > SMALL) return this.#pool.run(task, context, count, uncontrolled);
    const body = (this.#localTasks[task] as (context: unknown) => (index: number) => void)(context);
    for (let index = 0; index < count; index++) body(index);
  };
}
