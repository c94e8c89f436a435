import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from './finite-mlp.ts';
import type { OutputRows } from './output-rows.ts';
import { biasStream, type Weights } from './weights.ts';

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
 * f's output layer, which generates g's weights: a row of numbers for each of them.
 *
 * It may have 10⁸ numbers and more, which are drawn in blocks each time they are used.
 */
export class GeneratedWeights {
  readonly #tf: Tensors;
  readonly #hyper: FiniteMlp;
  readonly #primary: FiniteMlp;
  readonly #drawn: Weights;
  readonly #rows: OutputRows;
  readonly #blockNumbers: number;

  /** @param blockNumbers numbers that are drawn and used at a time, over all networks */
  constructor(
    tf: Tensors,
    { hyper, primary }: { hyper: FiniteMlp; primary: FiniteMlp },
    drawn: Weights,
    rows: OutputRows,
    blockNumbers: number,
  ) {
    this.#tf = tf;
    this.#hyper = hyper;
    this.#primary = primary;
    this.#drawn = drawn;
    this.#rows = rows;
    this.#blockNumbers = blockNumbers;
  }

  get networks(): number {
    return this.#drawn.networks;
  }

  /** The blocks of one layer of g, its weights by inputs and then its biases. */
  blocks(layer: number): GeneratedBlock[] {
    const { sizes, biasStd, depth } = this.#primary;
    const [inputs, units] = [sizes[layer - 1]!, sizes[layer]!];
    const weightsBefore = (upTo: number) => sizes.slice(1, upTo).reduce((sum, size, index) => sum + size * sizes[index]!, 0);
    const perInput = this.#drawn.networks * units * this.#rows.columns;
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

  /** Rows of the block's parameters, `[networks, parameters, columns]`, for the time of `use`. */
  use<Result>({ first, parameters }: GeneratedBlock, use: (rows: Tensor3D) => Result): Promise<Result> {
    return this.#drawn.useRows(this.#rows.stream, first, parameters, this.#rows.columns, use);
  }

  /** The parameters of a block for some images, `[networks, images, parameters]`. */
  async generate(block: GeneratedBlock, images: { start: number; count: number }): Promise<Tensor3D> {
    const tf = this.#tf;
    const { depth, biasStd } = this.#hyper;
    const generated = await this.use(block, (rows) =>
      tf.tidy(() => {
        const inputs = tf.slice(this.#rows.inputs, [0, images.start, 0], [-1, images.count, -1]);
        const own = inputs.shape[0] === rows.shape[0] ? inputs : tf.tile(inputs, [rows.shape[0], 1, 1]);
        return tf.matMul(own, rows, false, true) as Tensor3D;
      }),
    );
    if (biasStd === 0) return generated;
    return this.#drawn.useRows(biasStream(depth), block.first, block.parameters, 1, (biases) =>
      tf.tidy(() => {
        const sum = tf.add<Tensor3D>(generated, tf.mul(tf.transpose(biases, [0, 2, 1]), biasStd));
        generated.dispose();
        return sum;
      }),
    );
  }
}
