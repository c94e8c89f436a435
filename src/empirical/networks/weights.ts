import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { NormalSource } from '../../random/normals.ts';
import type { Tensors } from '../backends/tensor-backend.ts';

/**
 * The weights of some networks, N(0, 1), drawn when they are asked for: a number depends on the seed, its network, its
 * layer and its place there, and on nothing else.
 */
export class Weights {
  readonly #tf: Tensors;
  readonly #normals: NormalSource;
  readonly #seed: number;
  readonly #firstNetwork: number;
  /** How many networks. */
  readonly networks: number;
  #scratch = new Float32Array(0);

  constructor(tf: Tensors, normals: NormalSource, seed: number, firstNetwork: number, networks: number) {
    this.#tf = tf;
    this.#normals = normals;
    this.#seed = seed;
    this.#firstNetwork = firstNetwork;
    this.networks = networks;
  }

  /** Rows `first` … of the matrix that belongs to `stream`, `[networks, rows, columns]`; to be disposed of by the caller. */
  async rows(stream: number, first: number, rows: number, columns: number): Promise<Tensor3D> {
    const data = new Float32Array(this.networks * rows * columns);
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
    if (this.#scratch.length < count) this.#scratch = new Float32Array(count);
    const filled = await this.#fill(stream, first, rows, columns, this.#scratch.subarray(0, count));
    const weights = this.#tensor(filled, rows, columns);
    try {
      return use(weights);
    } finally {
      weights.dispose();
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
