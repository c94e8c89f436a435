import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../../empirical/backends/tensor-backend.ts';
import type { Parameter } from '../parameter.ts';

/** What a network sees of some points, by their images; each image has as many slots for its coordinates. */
export interface NetworkInputs {
  /** `[images, n₀]` */
  images: Tensor2D;
  /** `[images, slots, m₀]`; null for an mlp, whose images have one slot each */
  coordinates: Tensor3D | null;
}

/** Its outputs, and the way back from them. */
export interface NetworkPass {
  /** `[images·slots, outputs]` */
  readonly outputs: Tensor2D;
  /** Derivatives of a number with respect to each parameter, from those with respect to the outputs. */
  back(arriving: Tensor2D): Tensor[];
}

/** A finite network that can be trained, without its numbers. */
export interface TrainableNetwork {
  readonly parameters: readonly Parameter[];
  /** Signals of one point, and numbers that each image has of its own, that are held at a time. */
  readonly numbers: { point: number; image: number };
  /** Multiplications and additions of a pass forth, for each point and for each image. */
  readonly flops: { point: number; image: number };
  /** Makes passes; to be called within `tidy`. */
  open(tf: Tensors): (parameters: readonly Tensor[], inputs: NetworkInputs) => NetworkPass;
}

/** Of points: columns of x, and of what a network sees of z. */
export interface InputSizes {
  image: number;
  coordinate: number;
}

export const signalsOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

/** Of a pass forth through a fully connected network. */
export const productFlops = (sizes: readonly number[]): number =>
  2 * sizes.slice(1).reduce((sum, units, layer) => sum + units * sizes[layer]!, 0);
