import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { EmbeddingNetwork, Parameterization } from '../architecture.ts';
import { asLayers, asList, DenseNetwork } from '../dense-pass.ts';
import { densePlan } from '../dense-plan.ts';
import { denseParameters } from '../parameter.ts';
import { type InputSizes, productFlops, signalsOf, type TrainableNetwork } from './network.ts';

/**
 * q([z; e(x)]), both trained.
 *
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function trainableEmbedding(
  { embedding, embeddingSize, primary }: EmbeddingNetwork,
  { image, coordinate }: InputSizes,
  output: number,
  parameterization: Parameterization,
): TrainableNetwork {
  const e = densePlan(embedding, { input: image, output: embeddingSize }, parameterization, '/architecture/embedding');
  const input = coordinate + embeddingSize;
  const q = densePlan(primary, { input, output }, parameterization, '/architecture/primary');
  const ofE = denseParameters(e, 'embedding.');
  return {
    parameters: [...ofE, ...denseParameters(q, 'primary.', embedding.depth + 1)],
    numbers: { point: signalsOf(q.sizes), image: signalsOf(e.sizes) },
    flops: { point: productFlops(q.sizes), image: productFlops(e.sizes) },
    open(tf) {
      const embeddingNetwork = new DenseNetwork(tf, e, '/architecture/embedding');
      const primaryNetwork = new DenseNetwork(tf, q, '/architecture/primary');
      return (parameters, { images, coordinates }) => {
        const embedded = embeddingNetwork.forth(images, asLayers(parameters.slice(0, ofE.length), e));
        const [count, slots] = coordinates!.shape;
        const spread = tf.add(tf.reshape(embedded.outputs, [count, 1, embeddingSize]), tf.zeros([count, slots, embeddingSize]));
        const seen: Tensor = tf.reshape(tf.concat([coordinates!, spread], 2), [count * slots, input]);
        const own = primaryNetwork.forth(seen, asLayers(parameters.slice(ofE.length), q));
        return {
          outputs: own.outputs as Tensor2D,
          back(arriving) {
            const { layers, input: sent } = own.back(arriving, true);
            const ofSlots = tf.slice(tf.reshape(sent!, [count, slots, input]), [0, 0, coordinate], [-1, -1, embeddingSize]);
            return [...asList(embedded.back(tf.sum(ofSlots, 1), false).layers), ...asList(layers)];
          },
        };
      };
    },
  };
}
