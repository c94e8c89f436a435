import type { Rank, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteHypernetwork } from './finite-hypernetwork.ts';
import type { GeneratedWeights } from './generated-weights.ts';
import { activated, backpropagated } from './signals.ts';

/** What passes through g leave behind, at every point. */
export interface PrimarySignals {
  /** Scaled inputs of layer l, element l − 1: `[networks, points, m_{l−1}]` */
  readonly inputs: Tensor3D[];
  /** δ^l = ∂g/∂y^l, element l − 1: `[networks, points, m_l]`; empty where they are not wanted */
  readonly deltas: Tensor3D[];
}

/** Generated weights that are there at a time, over all networks. */
export const GENERATED_NUMBERS = 2 ** 26;

/** Passes through g, whose weights f generates for each image. */
export async function primarySignals(
  tf: Tensors,
  network: FiniteHypernetwork,
  generated: GeneratedWeights,
  withDeltas: boolean,
): Promise<PrimarySignals> {
  const images = network.images.shape[1];
  const parameters = network.hyper.sizes.at(-1)!;
  const group = Math.max(1, Math.floor(GENERATED_NUMBERS / (generated.networks * parameters)));
  const parts: PrimarySignals[] = [];
  for (let start = 0; start < images; start += group) {
    parts.push(await signalsOfImages(tf, network, start, Math.min(group, images - start), generated, withDeltas));
  }
  const gathered = (name: keyof PrimarySignals) =>
    parts[0]![name].map((_, index) =>
      tf.tidy(() => {
        const slots = parts.map((part) => part[name][index]!);
        return tf.gather(slots.length === 1 ? slots[0]! : tf.concat(slots, 1), network.slotOf, 1) as Tensor3D;
      }),
    );
  const found = { inputs: gathered('inputs'), deltas: gathered('deltas') };
  for (const part of parts) tf.dispose([...part.inputs, ...part.deltas]);
  return found;
}

/** The same in the slots of some images: networks and images together are the batch of each product. */
async function signalsOfImages(
  tf: Tensors,
  { primary, coordinates, slots }: FiniteHypernetwork,
  start: number,
  count: number,
  generated: GeneratedWeights,
  withDeltas: boolean,
): Promise<PrimarySignals> {
  const { depth, sizes, scales, biasStd } = primary;
  const { networks } = generated;
  const batch = networks * count;
  const inputs: Tensor3D[] = [
    tf.tidy(() => {
      const scaled = tf.mul(tf.slice(coordinates, [0, start * slots, 0], [-1, count * slots, -1]), scales[0]!);
      return tf.reshape(tf.tile(scaled, [networks, 1, 1]), [batch, slots, sizes[0]!]);
    }),
  ];
  const slopes: Tensor3D[] = [];
  const weights: Tensor3D[] = [];
  for (let layer = 1; layer < depth; layer++) {
    const { weight, bias } = await layerParameters(layer);
    weights.push(weight);
    const { input, slope } = activated(tf, primary, layer, () => tf.matMul(inputs[layer - 1]!, weight), bias);
    bias?.dispose();
    inputs.push(input);
    slopes.push(slope);
  }
  const deltas = withDeltas ? await signalsBack() : [];
  tf.dispose([...slopes, ...weights]);
  return { inputs: inputs.map(bySlot), deltas: deltas.map(bySlot) };

  /** Of each image: `[batch, m_{l−1}, m_l]` and `[batch, 1, m_l]`. */
  async function layerParameters(layer: number): Promise<{ weight: Tensor3D; bias: Tensor3D | undefined }> {
    const blocks = generated.blocks(layer);
    const found: Tensor3D[] = [];
    for (const block of blocks) found.push(await generated.generate(block, { start, count }));
    const bias = biasStd > 0 ? tf.reshape<Rank.R3>(found.pop()!, [batch, 1, sizes[layer]!]) : undefined;
    const weight = tf.tidy(() =>
      tf.reshape(found.length === 1 ? found[0]! : tf.concat(found, 2), [batch, sizes[layer - 1]!, sizes[layer]!]),
    ) as Tensor3D;
    tf.dispose(found);
    return { weight, bias };
  }

  async function signalsBack(): Promise<Tensor3D[]> {
    const last = tf.ones([batch, slots, 1]) as Tensor3D;
    if (depth === 1) return [last];
    const { weight, bias } = await layerParameters(depth);
    bias?.dispose();
    const deltas = tf.tidy(() => backpropagated(tf, tf.matMul(last, weight, false, true), slopes, weights));
    weight.dispose();
    return [...deltas, last];
  }

  /** `[networks·images, slots, m]` → `[networks, images·slots, m]` */
  function bySlot(tensor: Tensor3D): Tensor3D {
    const size = tensor.shape[2];
    const shaped = tf.tidy(() =>
      tf.reshape(tf.reshape(tensor, [networks, count, slots, size]) as Tensor4D, [networks, count * slots, size]),
    );
    tensor.dispose();
    return shaped as Tensor3D;
  }
}
