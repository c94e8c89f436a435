import type { Matrix } from '../../../nd-array.ts';
import type { TensorFlowBinding } from '../../../tensorflow/binding.ts';
import type { FailedPivot, GemmOptions, LinalgBackend, SyrkOptions } from '../../backend.ts';
import { mirrorLower } from '../../mirror.ts';
import { destination, order, productShape, solveOrder } from '../../shapes.ts';
import { cholesky } from './cholesky.ts';
import { DoubleTensors } from './double-tensors.ts';
import { blockOf, type Limits } from './limits.ts';
import { gemm, syrk } from './products.ts';
import { symmetricEigen } from './syev.ts';
import { solveSides } from './triangular-solve.ts';

/**
 * TensorFlow's library in float64, through operations that tfjs does not offer: on a GPU by CUDA's libraries.
 *
 * Matrices stay in host memory and go through the device in parts; each operation says what it holds there. Calls block
 * the thread, so that large ones are cut to pieces with pauses between them. Nothing is left on the device in between.
 */
export class TensorFlowBackend implements LinalgBackend {
  readonly name = 'tensorflow';
  readonly #binding: TensorFlowBinding;
  readonly #limits: Limits;
  #last: Promise<unknown> = Promise.resolve();

  constructor(binding: TensorFlowBinding, limits: Limits) {
    this.#binding = binding;
    this.#limits = limits;
  }

  async gemm(a: Matrix, b: Matrix, options: GemmOptions = {}): Promise<Matrix> {
    const { rows, inner, columns } = productShape(a, b, options);
    const c = destination(options, rows, columns);
    await this.#run((tensors) => gemm(tensors, { ...options, a, b, c, inner }, this.#limits));
    return c;
  }

  async syrk(a: Matrix, options: SyrkOptions = {}): Promise<Matrix> {
    const [size] = a.shape;
    const c = destination(options, size, size);
    await this.#run((tensors) => syrk(tensors, { ...options, a, c }, this.#limits));
    if (options.part !== 'lower') await mirrorLower(c);
    return c;
  }

  async potrf(a: Matrix): Promise<FailedPivot | null> {
    const block = blockOf(this.#limits, order(a));
    return this.#run((tensors) => cholesky(tensors, a, block));
  }

  async trsm(l: Matrix, b: Matrix, { transpose = false } = {}): Promise<void> {
    solveOrder(l, b);
    await this.#run((tensors) => solveSides(tensors, l, b, { transpose, limits: this.#limits }));
  }

  async syev(a: Matrix): Promise<Float64Array> {
    order(a);
    return this.#run((tensors) => symmetricEigen(tensors, a, this.#limits));
  }

  /** One operation after the other, so that together they take no more memory than each. */
  #run<Result>(operation: (tensors: DoubleTensors) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(async () => {
      const tensors = new DoubleTensors(this.#binding);
      try {
        return await operation(tensors);
      } finally {
        tensors.freeAll();
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
