import { type Matrix, transposed } from '../../../nd-array.ts';
import type { FailedPivot, GemmOptions, LinalgBackend, SyrkOptions } from '../../backend.ts';
import { mirrorLower } from '../../mirror.ts';
import { checkFiniteLower, destination, order, productShape, solveOrder } from '../../shapes.ts';
import type { Bindings } from './bindings.ts';
import { type Call, dgemm, dsyevd, dsyrk, dtrsm, type View } from './calls.ts';
import { cholesky } from './cholesky.ts';

/** OpenBLAS, or another BLAS with the same symbols, in threads of its own beside the event loop. */
export class OpenBlasBackend implements LinalgBackend {
  readonly name = 'openblas';
  readonly #blas: Bindings;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(blas: Bindings) {
    this.#blas = blas;
  }

  async gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Promise<Matrix> {
    const { into, ...rest } = options;
    const { rows, inner, columns } = productShape(a, b, options);
    const c = destination(options, rows, columns);
    await this.#run(dgemm(this.#blas, { ...rest, rows, inner, columns, a: view(a), b: view(b), c: view(c) }));
    return c;
  }

  async syrk(a: Matrix, options: SyrkOptions = {}): Promise<Matrix> {
    const { into, part = 'whole', ...rest } = options;
    const [rows, inner] = a.shape;
    const c = destination(options, rows, rows);
    await this.#run(dsyrk(this.#blas, { ...rest, rows, inner, a: view(a), c: view(c) }));
    if (part === 'whole') await mirrorLower(c);
    return c;
  }

  async potrf(a: Matrix): Promise<FailedPivot | null> {
    return this.#run(cholesky(this.#blas, order(a), view(a)));
  }

  async trsm(l: Matrix, b: Matrix, { transpose = false } = {}): Promise<void> {
    const rows = solveOrder(l, b);
    const columns = b.shape[1];
    const sidesInRows = rows >= LONG && columns <= NARROW;
    const sides: Matrix = sidesInRows ? { shape: [columns, rows], data: transposed(b.data, rows, columns) } : b;
    await this.#run(dtrsm(this.#blas, { rows, columns, l: view(l), b: view(sides), transpose, sidesInRows }));
    if (sidesInRows) b.data.set(transposed(sides.data, columns, rows));
  }

  async syev(a: Matrix): Promise<Float64Array> {
    checkFiniteLower(a);
    return this.#run(dsyevd(this.#blas, order(a), view(a)));
  }

  /**
   * One call after the other: each has all threads, and the library makes the second wait anyway. A
   * small one runs at once where none is waiting, as handing it to a thread would cost more than it.
   */
  async #run<Result>(call: Call<Result>): Promise<Result> {
    if (this.#waiting === 0 && call.multiplications <= SMALL) return call.now();
    this.#waiting++;
    const result = this.#last.then(() => call.later());
    this.#last = result.then(nothing, nothing);
    try {
      return await result;
    } finally {
      this.#waiting--;
    }
  }
}

/** Multiplications that take a few microseconds, less than a thread's start. */
const SMALL = 64 ** 3;

/** From this many rows on, and to this many columns, right-hand sides are worth a copy with each in a row. */
const LONG = 256;
const NARROW = 64;

const nothing = () => {};

function view({ shape, data }: Matrix): View {
  return { data, stride: shape[1] };
}
