import { HypertangentError } from '../../../errors.ts';
import { type OpAttribute, TENSORFLOW_OUT_OF_MEMORY, type TensorFlowBinding } from '../../../tensorflow/binding.ts';

/** A float64 matrix in the library's memory: `[rows, columns]`. */
export interface Tensor {
  readonly id: number;
  readonly rows: number;
  readonly columns: number;
}

/** The library's numbers for its types. */
export const DOUBLE = 2;
export const INT32 = 3;
const INT64 = 9;

/**
 * The tensors of one operation. All that are still there when it ends are freed by {@link freeAll}, whether it succeeded
 * or not.
 *
 * tfjs-node passes no float64. Doubles go in and come back as the int64 numbers of the same bits, which the library
 * takes for one or the other without touching them: NaN, −0 and subnormal numbers are the same to the bit.
 */
export class DoubleTensors {
  readonly #binding: TensorFlowBinding;
  readonly #ids = new Set<number>();

  constructor(binding: TensorFlowBinding) {
    this.#binding = binding;
  }

  /**
   * Numbers in row-major order, shared memory or not. Nobody writes to `data` as long as the tensor is there: on a CPU
   * the library may read it where it is.
   */
  upload(data: Float64Array, rows: number, columns: number): Tensor {
    const bits = this.#create([rows, columns], INT64, new Int32Array(data.buffer, data.byteOffset, 2 * data.length));
    const [id] = this.run('Bitcast', [this.type('T', INT64), this.type('type', DOUBLE)], [bits], 1);
    this.#delete(bits);
    return { id: id!, rows, columns };
  }

  /** A copy in row-major order; waits for what computes it. */
  download({ id }: Pick<Tensor, 'id'>): Float64Array {
    const [bits] = this.run('Bitcast', [this.type('T', DOUBLE), this.type('type', INT64)], [id], 1);
    const { buffer, byteOffset, length } = this.#translate(() => this.#binding.tensorDataSync(bits!));
    this.#delete(bits!);
    return new Float64Array(buffer, byteOffset, length);
  }

  /** Whole numbers as an operation takes them for places and sizes; they stay in host memory. */
  indices(...values: number[]): number {
    return this.#create([values.length], INT32, Int32Array.from(values));
  }

  /** Runs an operation of the library; the ids of what it makes. @throws HypertangentError `out_of_memory` */
  run(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number): number[] {
    const made = this.#translate(() => this.#binding.executeOp(name, attributes, inputs, outputs));
    return made.map(({ id }) => {
      this.#ids.add(id);
      return id;
    });
  }

  type(name: string, value: number): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value };
  }

  flag(name: string, value: boolean): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }

  free(...tensors: readonly Tensor[]): void {
    for (const { id } of tensors) this.#delete(id);
  }

  freeIndices(...ids: readonly number[]): void {
    for (const id of ids) this.#delete(id);
  }

  freeAll(): void {
    for (const id of this.#ids) this.#delete(id);
  }

  #create(shape: readonly number[], type: number, data: Int32Array): number {
    const id = this.#translate(() => this.#binding.createTensor(shape, type, data));
    this.#ids.add(id);
    return id;
  }

  #delete(id: number): void {
    this.#binding.deleteTensor(id);
    this.#ids.delete(id);
  }

  #translate<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      const reason = (error as Error).message.replace(/\s+/g, ' ').trim().slice(0, 200);
      if (!TENSORFLOW_OUT_OF_MEMORY.test(reason)) throw error;
      const message = `not enough memory for linear algebra in TensorFlow (${reason}); use fewer points, or HYPERTANGENT_LINALG=auto`;
      throw new HypertangentError('out_of_memory', message, { reason }, error);
    }
  }
}
