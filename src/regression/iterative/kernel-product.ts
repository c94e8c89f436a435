import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { PreparedKernel } from '../../kernels/kernel-engine.ts';
import { matrix, transposed } from '../../nd-array.ts';
import type { KernelSource } from '../kernel-source.ts';
import type { RegressionKernel } from '../regression.ts';

/** Kernel numbers that are held at a time: 128 MiB; twice that, where threads would otherwise have too few rows. */
const NUMBERS_PER_BLOCK = 2 ** 24;
export const MOST_NUMBERS_PER_BLOCK = 2 ** 25;
/** Rows that keep several threads busy alike. */
const THREAD_ROWS = 512;

/** Rows of K that are made at a time. */
function productRows(size: number, rowsPerBlock: number): number {
  const rows = Math.floor(NUMBERS_PER_BLOCK / size);
  if (rows >= THREAD_ROWS) return wholeBlocks(rows - (rows % THREAD_ROWS), rowsPerBlock);
  return wholeBlocks(Math.min(THREAD_ROWS, Math.floor(MOST_NUMBERS_PER_BLOCK / size)), rowsPerBlock);
}

function wholeBlocks(rows: number, rowsPerBlock: number): number {
  return rowsPerBlock * Math.max(1, Math.floor(rows / rowsPerBlock));
}

/**
 * K·v with every entry of K computed anew, never holding more than some of its rows.
 *
 * Of a row, what stands on and right of the diagonal is computed, and used for both triangles.
 * Time: n²/2 entries of the kernel and 2·n²·k operations. Memory: a block of rows.
 */
export class KernelProduct {
  readonly #kernel: RegressionKernel;
  readonly #prepared: PreparedKernel;
  readonly #engine: Engine;
  readonly #block: Float64Array;
  readonly #rows: number;

  private constructor(kernel: RegressionKernel, prepared: PreparedKernel, engine: Engine) {
    this.#kernel = kernel;
    this.#prepared = prepared;
    this.#engine = engine;
    this.#rows = Math.min(prepared.rows, productRows(prepared.rows, prepared.rowsPerBlock));
    this.#block = prepared.allocate(this.#rows * prepared.rows);
  }

  /** @throws HypertangentError on points that are no inputs of the architecture */
  static async prepare({ architecture, kernel, points }: KernelSource, engine: Engine): Promise<KernelProduct> {
    const prepared = await engine.kernels.prepare({ architecture, points, outputs: [kernel], layers: false });
    return new KernelProduct(kernel, prepared, engine);
  }

  /** n */
  get size(): number {
    return this.#prepared.rows;
  }

  /** Zeros that kernels may be evaluated into. */
  readonly allocate = (length: number): Float64Array => this.#prepared.allocate(length);

  /** K's diagonal, `[n]`. */
  diagonal(): Float64Array {
    return this.#prepared.diagonal(this.#kernel);
  }

  /**
   * out = K·v for k vectors, both `[k, n]`.
   *
   * @throws HypertangentError `kernel_overflow`
   */
  async multiply(v: Float64Array, out: Float64Array, control: Control): Promise<void> {
    const n = this.size;
    const k = v.length / n;
    const columns = transposed(v, k, n);
    const sums = new Float64Array(v.length);
    for (let start = 0; start < n; start += this.#rows) {
      const stop = Math.min(start + this.#rows, n);
      await this.#evaluate(start, stop, control);
      await this.#addBlock(start, stop, columns, sums, k);
    }
    out.set(transposed(sums, n, k));
  }

  /** Rows `start` to `stop`, from column `start` on, `[stop − start, n − start]`; symmetric where it meets the diagonal. */
  async #evaluate(start: number, stop: number, control: Control): Promise<void> {
    const n = this.size;
    const data = this.#block;
    const target = {
      output: this.#kernel,
      layer: this.#prepared.layerCount(this.#kernel),
      data: data.subarray(0, (stop - start) * n),
    };
    await this.#prepared.evaluate(start, stop, [target], control);
    const width = n - start;
    for (let i = 0; i < stop - start; i++) {
      data.copyWithin(i * width, i * n + start, (i + 1) * n);
      for (let j = 0; j < i; j++) data[i * width + j] = data[j * width + i]!;
    }
  }

  /** sums += the block and, right of its square on the diagonal, its transposed, times v; `columns` and `sums` are `[n, k]`. */
  async #addBlock(start: number, stop: number, columns: Float64Array, sums: Float64Array, k: number): Promise<void> {
    const [height, width] = [stop - start, this.size - start];
    const block = matrix(height, width, this.#block.subarray(0, height * width));
    const own = (source: Float64Array) => matrix(height, k, source.subarray(start * k, stop * k));
    const rest = (source: Float64Array) => matrix(width, k, source.subarray(start * k));
    await this.#engine.linalg.gemm(block, rest(columns), { into: own(sums), beta: 1 });
    if (height === width) return;
    for (let i = 0; i < height; i++) block.data.fill(0, i * width, i * width + height);
    await this.#engine.linalg.gemm(block, own(columns), { transposeA: true, into: rest(sums), beta: 1 });
  }
}
