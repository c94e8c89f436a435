import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../../empirical/backends/tensor-backend.ts';
import { parameterCount } from '../../empirical/networks/layer-sizes.ts';
import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { Parameterization } from '../architecture.ts';
import { asLayers, asList, DenseNetwork, type LayerValues } from '../dense-pass.ts';
import { type DensePlan, densePlan } from '../dense-plan.ts';
import { denseParameters } from '../parameter.ts';
import { type InputSizes, productFlops, signalsOf, type TrainableNetwork } from './network.ts';

/**
 * h(x, z) = g(z; f(x)), f alone trained. f's outputs are g's weights, layer by layer and input by input, and then its biases.
 *
 * In the parameterisation `standard` a row of f's output layer starts smaller by as much as the weight that it generates
 * would, if g had it for its own, so that g starts as such a network does (Chang, Flokas and Lipson, ICLR 2020).
 *
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function trainableHypernetwork(
  { hyper, primary }: Hypernetwork,
  { image, coordinate }: InputSizes,
  output: number,
  parameterization: Parameterization,
): TrainableNetwork {
  const g = densePlan(primary, { input: coordinate, output }, parameterization, '/architecture/primary');
  const generated = parameterCount(g.sizes, g.biasScale !== null);
  const f = densePlan(hyper, { input: image, output: generated }, parameterization, '/architecture/hyper');
  return {
    parameters: denseParameters(f, 'hyper.', 1, generatedSpread(g)),
    numbers: { point: signalsOf(g.sizes), image: signalsOf(f.sizes) + generated },
    flops: { point: productFlops(g.sizes), image: productFlops(f.sizes) },
    open(tf) {
      const hyperNetwork = new DenseNetwork(tf, f, '/architecture/hyper');
      const primaryNetwork = new DenseNetwork(tf, g, '/architecture/primary');
      return (parameters, { images, coordinates }) => {
        const weights = hyperNetwork.forth(images, asLayers(parameters, f));
        const values = new GeneratedValues(tf, g, images.shape[0]);
        const own = primaryNetwork.forth(coordinates!, values.split(weights.outputs));
        return {
          outputs: tf.reshape(own.outputs, [-1, output]) as Tensor2D,
          back(arriving) {
            const { layers } = own.back(tf.reshape(arriving, own.outputs.shape), false);
            return asList(weights.back(values.join(layers), false).layers);
          },
        };
      };
    },
  };
}

/** What a generated number would start with if g were a network by itself, by its place. */
function generatedSpread({ sizes, spreads, biasSpread }: DensePlan): (column: number) => number {
  const ends: number[] = [];
  for (const [layer, units] of sizes.slice(1).entries()) ends.push((ends.at(-1) ?? 0) + units * sizes[layer]!);
  return (column) => {
    const layer = ends.findIndex((end) => column < end);
    return layer < 0 ? biasSpread : spreads[layer]!;
  };
}

/** f's outputs, `[images, numbers]`, as g's weights and biases of each image, and the other way round. */
class GeneratedValues {
  readonly #tf: Tensors;
  readonly #sizes: readonly number[];
  readonly #biased: boolean;
  readonly #images: number;

  constructor(tf: Tensors, { sizes, biasScale }: DensePlan, images: number) {
    this.#tf = tf;
    this.#sizes = sizes;
    this.#biased = biasScale !== null;
    this.#images = images;
  }

  split(generated: Tensor): LayerValues[] {
    const tf = this.#tf;
    const units = this.#sizes.slice(1);
    const depth = units.length;
    const weightCounts = units.map((count, layer) => count * this.#sizes[layer]!);
    const parts: Tensor[] = tf.split(generated, this.#biased ? [...weightCounts, ...units] : weightCounts, 1);
    return units.map((count, layer) => ({
      weights: tf.reshape(parts[layer]!, [this.#images, this.#sizes[layer]!, count]),
      ...(this.#biased && { biases: tf.reshape(parts[depth + layer]!, [this.#images, 1, count]) }),
    }));
  }

  join(layers: readonly LayerValues[]): Tensor {
    const tf = this.#tf;
    const all = [...layers.map(({ weights }) => weights), ...(this.#biased ? layers.map(({ biases }) => biases!) : [])];
    const flat = all.map((values) => tf.reshape(values, [this.#images, -1]));
    return flat.length === 1 ? flat[0]! : tf.concat(flat, 1);
  }
}
