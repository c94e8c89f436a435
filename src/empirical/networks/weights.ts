import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { NormalSource } from '../../random/normals.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { WeightMemory } from './weight-memory.ts';

/**
 * The weights of some networks, N(0, 1), drawn when they are asked for: a number depends on the seed, its network, its
 * layer and its place there, and on nothing else.
 */
export class Weights {
  readonly #tf: Tensors;
  readonly #normals: NormalSource;
  readonly #memory: WeightMemory;
  readonly #seed: number;
  readonly #firstNetwork: number;
  /** How many networks. */
  readonly networks: number;

  /** @param memory of tensors of this object; to be emptied when they are gone */
  constructor(
    tf: Tensors,
    normals: NormalSource,
    memory: WeightMemory,
    { seed, first, count }: { seed: number; first: number; count: number },
  ) {
    this.#tf = tf;
    this.#normals = normals;
    this.#memory = memory;
    this.#seed = seed;
    this.#firstNetwork = first;
    this.networks = count;
  }

  /** Rows `first` … of the matrix that belongs to `stream`, `[networks, rows, columns]`; to be disposed of by the caller. */
  async rows(stream: number, first: number, rows: number, columns: number): Promise<Tensor3D> {
    const data = this.#memory.take(this.networks * rows * columns);
    return this.#tensor(await this.#fill(stream, first, rows, columns, data), rows, columns);
  }

  /** The same for the time of `use`, in memory that the next call takes again. */
  async useRows<Result>(
    stream: number,
    first: number,
    rows: number,
    columns: number,
    use: (weights: Tensor3D) => Result,
  ): Promise<Result> {
    const count = this.networks * rows * columns;
    const memory = this.#memory.take(count);
    const filled = await this.#fill(stream, first, rows, columns, memory);
    const weights = this.#tensor(filled, rows, columns);
    try {
      return use(weights);
    } finally {
      weights.dispose();
      this.#memory.giveBack(memory);
    }
  }

  async #fill(stream: number, first: number, rows: number, columns: number, data: Float32Array): Promise<Float32Array> {
    const count = rows * columns;
    for (let k = 0; k < this.networks; k++) {
      const address = { seed: this.#seed, network: this.#firstNetwork + k, stream };
      await this.#normals.fill(address, first * columns, data.subarray(k * count, (k + 1) * count));
    }
    return data;
  }

  #tensor(data: Float32Array, rows: number, columns: number): Tensor3D {
    return this.#tf.tensor3d(data, [this.networks, rows, columns], 'float32');
  }
}

/** The streams of layer 1, 2, … of a network. */
export function weightStream(layer: number): number {
  return 2 * (layer - 1);
}
export function biasStream(layer: number): number {
  return 2 * (layer - 1) + 1;
}
