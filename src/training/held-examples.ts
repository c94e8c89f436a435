import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../empirical/backends/tensor-backend.ts';
import type { Matrix } from '../nd-array.ts';
import { type Block, blocksOf } from './blocks.ts';
import type { Examples, SeenPoints } from './examples.ts';
import type { NetworkInputs, TrainableNetwork } from './networks/network.ts';

/** Points as tensors, as long as they are trained on or predicted at. */
export class HeldPoints {
  protected readonly tf: Tensors;
  readonly #seen: SeenPoints;
  readonly #images: Tensor2D;
  readonly #coordinates: Tensor2D | null;

  constructor(tf: Tensors, seen: SeenPoints) {
    this.tf = tf;
    this.#seen = seen;
    this.#images = held(tf, seen.images);
    try {
      this.#coordinates = seen.coordinates && held(tf, seen.coordinates);
    } catch (error) {
      this.#images.dispose();
      throw error;
    }
  }

  get count(): number {
    return this.#seen.count;
  }

  /** Some points, or all, in blocks that fit. */
  blocks(numbers: TrainableNetwork['numbers'], points?: Int32Array): Block[] {
    return blocksOf(this.#seen, points ?? Int32Array.from({ length: this.count }, (_, index) => index), numbers);
  }

  /** What a network sees of a block; to be called within `tidy`. */
  inputs({ images, coordinates, slots }: Block): NetworkInputs {
    const tf = this.tf;
    return {
      images: tf.gather(this.#images, tf.tensor1d(images, 'int32')),
      coordinates:
        this.#coordinates &&
        (tf.reshape(tf.gather(this.#coordinates, tf.tensor1d(coordinates, 'int32')), [
          images.length,
          slots,
          this.#coordinates.shape[1],
        ]) as Tensor3D),
    };
  }

  dispose(): void {
    this.#images.dispose();
    this.#coordinates?.dispose();
  }
}

/** Examples as tensors. */
export class HeldExamples extends HeldPoints {
  readonly #targets: Tensor2D;

  constructor(tf: Tensors, examples: Examples) {
    super(tf, examples);
    try {
      this.#targets = held(tf, examples.targets);
    } catch (error) {
      super.dispose();
      throw error;
    }
  }

  /** Of a block's slots, and 1 for each that belongs to a point; to be called within `tidy`. */
  targets({ points, mask }: Block): { targets: Tensor2D; mask: Tensor2D } {
    const tf = this.tf;
    return { targets: tf.gather(this.#targets, tf.tensor1d(points, 'int32')), mask: tf.tensor2d(mask, [mask.length, 1]) };
  }

  override dispose(): void {
    super.dispose();
    this.#targets.dispose();
  }
}

function held(tf: Tensors, source: Matrix): Tensor2D {
  return tf.keep(tf.tensor2d(Float32Array.from(source.data), [...source.shape], 'float32'));
}
