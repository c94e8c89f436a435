import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from './finite-mlp.ts';
import { biasStream, type Weights, weightStream } from './weights.ts';

/** How much of f's output layer there is room for. */
export interface GeneratedRoom {
  /** For the whole layer, if it fits there. */
  keptBytes: number;
  /** Numbers that are drawn and used at a time, over all networks. */
  blockNumbers: number;
}

/** Which of g's parameters a block holds: those of some inputs of a layer and all of its units; or its biases. */
export interface GeneratedBlock {
  /** Layer of g, from 1. */
  layer: number;
  /** null: the biases. */
  inputs: { first: number; count: number } | null;
  /** Place of its first parameter among all of g's. */
  first: number;
  parameters: number;
}

/**
 * f's output layer, which generates g's weights: a row of n_{L−1} numbers for each of them.
 *
 * It may have 10⁸ numbers and more, which are drawn in blocks each time they are used, unless there is room for all.
 */
export class GeneratedWeights {
  readonly #tf: Tensors;
  readonly #hyper: FiniteMlp;
  readonly #primary: FiniteMlp;
  readonly #drawn: Weights;
  readonly #blockNumbers: number;
  readonly #kept: Map<number, Tensor3D> | null;

  constructor(tf: Tensors, hyper: FiniteMlp, primary: FiniteMlp, drawn: Weights, { keptBytes, blockNumbers }: GeneratedRoom) {
    this.#blockNumbers = blockNumbers;
    this.#tf = tf;
    this.#hyper = hyper;
    this.#primary = primary;
    this.#drawn = drawn;
    const bytes = 4 * drawn.networks * hyper.sizes[hyper.depth]! * hyper.sizes[hyper.depth - 1]!;
    this.#kept = bytes <= keptBytes ? new Map() : null;
  }

  get networks(): number {
    return this.#drawn.networks;
  }

  /** The blocks of one layer of g, its weights by inputs and then its biases. */
  blocks(layer: number): GeneratedBlock[] {
    const { sizes, biasStd, depth } = this.#primary;
    const [inputs, units] = [sizes[layer - 1]!, sizes[layer]!];
    const weightsBefore = (upTo: number) => sizes.slice(1, upTo).reduce((sum, size, index) => sum + size * sizes[index]!, 0);
    const perInput = this.#drawn.networks * units * this.#hyper.sizes.at(-2)!;
    const most = Math.max(1, Math.floor(this.#blockNumbers / perInput));
    const blocks: GeneratedBlock[] = [];
    for (let first = 0; first < inputs; first += most) {
      const count = Math.min(most, inputs - first);
      blocks.push({ layer, inputs: { first, count }, first: weightsBefore(layer) + first * units, parameters: count * units });
    }
    if (biasStd > 0) {
      const biases = sizes.slice(1, layer).reduce((sum, size) => sum + size, 0);
      blocks.push({ layer, inputs: null, first: weightsBefore(depth + 1) + biases, parameters: units });
    }
    return blocks;
  }

  /** Rows of the block's parameters, `[networks, parameters, n_{L−1}]`, for the time of `use`. */
  async use<Result>({ first, parameters }: GeneratedBlock, use: (rows: Tensor3D) => Result): Promise<Result> {
    const { depth, sizes } = this.#hyper;
    const [stream, columns] = [weightStream(depth), sizes[depth - 1]!];
    if (this.#kept === null) return this.#drawn.useRows(stream, first, parameters, columns, use);
    const rows = this.#kept.get(first) ?? (await this.#drawn.rows(stream, first, parameters, columns));
    this.#kept.set(first, rows);
    return use(rows);
  }

  /** The first parameter's row, `[networks, 1, n_{L−1}]`. */
  firstRow(): Promise<Tensor3D> {
    const { depth, sizes } = this.#hyper;
    return this.#drawn.rows(weightStream(depth), 0, 1, sizes[depth - 1]!);
  }

  /** The parameters of a block for images with inputs p of f's output layer, `[networks, images, n_{L−1}]` → `[networks, images, parameters]`. */
  async generate(block: GeneratedBlock, p: Tensor3D): Promise<Tensor3D> {
    const tf = this.#tf;
    const { depth, biasStd } = this.#hyper;
    const generated = await this.use(block, (rows) => {
      if (p.shape[0] === rows.shape[0]) return tf.matMul<Tensor3D>(p, rows, false, true);
      return tf.tidy(() => tf.matMul(tf.tile(p, [rows.shape[0], 1, 1]), rows, false, true) as Tensor3D);
    });
    if (biasStd === 0) return generated;
    const biases = await this.#drawn.rows(biasStream(depth), block.first, block.parameters, 1);
    return tf.tidy(() => {
      const sum = tf.add<Tensor3D>(generated, tf.mul(tf.transpose(biases, [0, 2, 1]), biasStd));
      tf.dispose([generated, biases]);
      return sum;
    });
  }
}
