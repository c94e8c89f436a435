import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '../empirical/backends/tensor-backend.ts';
import { type TensorActivation, tensorActivation } from '../empirical/networks/tensor-activation.ts';
import type { DensePlan } from './dense-plan.ts';
import { productTransposed, transposedProduct } from './products.ts';

/** Weights and biases of one layer: `[n_{l−1}, n_l]` and `[1, n_l]`, or those of each image, `[images, …]`. */
export interface LayerValues {
  weights: Tensor;
  biases?: Tensor | undefined;
}

/** What a pass forth leaves, to go back through. */
export interface DensePass {
  /** `[…, points, n_depth]` */
  readonly outputs: Tensor;
  /**
   * Derivatives of a number with respect to each layer's values, and to the input where it is wanted.
   *
   * @param arriving its derivative with respect to the outputs
   */
  back(arriving: Tensor, wantsInput: boolean): { layers: LayerValues[]; input: Tensor | undefined };
}

/** Passes through a fully connected network; one for all points, or one for each image, by the rank of its values. */
export class DenseNetwork {
  readonly #tf: Tensors;
  readonly #plan: DensePlan;
  readonly #activation: TensorActivation;

  /** @param path of its mlp in the request, for errors */
  constructor(tf: Tensors, plan: DensePlan, path: string) {
    this.#tf = tf;
    this.#plan = plan;
    this.#activation = tensorActivation(tf, plan.activation, `${path}/activation`);
  }

  /**
   * To be called within `tidy`.
   *
   * @param x `[…, points, n₀]`
   */
  forth(x: Tensor, layers: readonly LayerValues[]): DensePass {
    const tf = this.#tf;
    const { scales, biasScale } = this.#plan;
    /** s_l·q^{l−1} and, but for the input, σ′(y^{l−1}). */
    const inputs: Tensor[] = [];
    const slopes: Tensor[] = [];
    let signal = x;
    for (const [index, { weights, biases }] of layers.entries()) {
      if (index > 0) {
        const { value, slope } = this.#activation(signal);
        slopes.push(slope);
        signal = value;
      }
      inputs.push(times(tf, signal, scales[index]!));
      const product = tf.matMul(inputs[index]!, weights);
      signal = biases ? tf.add(product, times(tf, biases, biasScale!)) : product;
    }
    const back: DensePass['back'] = (arriving, wantsInput) => {
      const found: LayerValues[] = [];
      let delta = arriving;
      for (let index = layers.length - 1; index >= 0; index--) {
        const { weights, biases } = layers[index]!;
        found.unshift({
          weights: transposedProduct(tf, inputs[index]!, delta),
          ...(biases && { biases: times(tf, tf.sum(delta, delta.rank - 2, true), biasScale!) }),
        });
        if (index === 0 && !wantsInput) return { layers: found, input: undefined };
        const sent = times(tf, productTransposed(tf, delta, weights), scales[index]!);
        delta = index > 0 ? tf.mul(sent, slopes[index - 1]!) : sent;
      }
      return { layers: found, input: delta };
    };
    return { outputs: signal, back };
  }
}

/** A flat list of parameters as layers. */
export function asLayers(parameters: readonly Tensor[], { biasScale }: DensePlan): LayerValues[] {
  if (biasScale === null) return parameters.map((weights) => ({ weights }));
  return Array.from({ length: parameters.length / 2 }, (_, index) => ({
    weights: parameters[2 * index]!,
    biases: parameters[2 * index + 1]!,
  }));
}

/** The other way round. */
export function asList(layers: readonly LayerValues[]): Tensor[] {
  return layers.flatMap(({ weights, biases }) => (biases ? [weights, biases] : [weights]));
}

function times(tf: Tensors, tensor: Tensor, factor: number): Tensor {
  return factor === 1 ? tensor : tf.mul(tensor, factor);
}
