import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteHypernetwork } from './finite-hypernetwork.ts';
import { GeneratedWeights } from './generated-weights.ts';
import { layerGram } from './gram.ts';
import { hiddenTangent, type NetworkKernels } from './mlp-kernels.ts';
import { conditionedRows, drawnRows, type GeneratedWeightsKind, type OutputRows } from './output-rows.ts';
import { type PrimarySignals, primarySignals } from './primary-signals.ts';
import { backpropagated, type HiddenSignals, hiddenSignals } from './signals.ts';
import type { Weights } from './weights.ts';

/** Numbers of the gradients by g's parameters that are formed at a time, over all networks. */
const GRADIENT_NUMBERS = 2 ** 23;

/**
 * The kernels of finite hypernetworks by the weights w of f, with v = f(x) all of g's parameters:
 *
 *   nngp_hyper   S = p·p′ + σ_b² at f's last hidden layer: the covariance of each generated weight;
 *   ntk_hyper    the tangent kernel of f's first output;
 *   ntk_primary  ∂g/∂v·∂g′/∂v, a sum over g's layers of products of inner products;
 *   nngp         S·(a·a′ + σ_b²) at g's last hidden layer, the mean of h·h′ over the weights behind it;
 *   ntk          ∂h/∂w·∂h′/∂w. f's output layer contributes S·(∂g/∂v·∂g′/∂v), its gradient being the outer product of p
 *                and ∂g/∂v; the layers before it products of inner products, as in an mlp, of the signals that
 *                ∂g/∂v sends back through the output layer.
 *
 * Time: O(networks·(images + points)·|v|·n_{L−1}) for the generated weights and their gradients. Tensors made on the way
 * are left to the caller's scope.
 */
export async function hypernetworkKernels(
  tf: Tensors,
  network: FiniteHypernetwork,
  outputs: readonly KernelOutput[],
  drawn: Weights,
  room: { generatedWeights: GeneratedWeightsKind; blockNumbers: number },
): Promise<NetworkKernels> {
  const { hyper, primary, sides, imageOf } = network;
  const wants = (...some: KernelOutput[]) => some.some((output) => outputs.includes(output));
  const f = await hiddenSignals(tf, hyper, network.images, drawn);
  const ofPoints = (tensor: Tensor3D) => tf.gather(tensor, imageOf, 1) as Tensor3D;
  const inputs = f.inputs.map(ofPoints);
  const nngpHyper = layerGram(tf, inputs.at(-1)!, hyper.biasStd, sides);
  const p = f.inputs.at(-1)!;
  const rows = room.generatedWeights === 'drawn' ? drawnRows(hyper, p) : await conditionedRows(tf, p, drawn);
  const generated = new GeneratedWeights(tf, network, drawn, rows, room.blockNumbers);
  const kernels: NetworkKernels = { nngp_hyper: nngpHyper };
  if (wants('ntk_hyper'))
    kernels.ntk_hyper = await firstOutputTangent(tf, network, f, inputs, nngpHyper, await firstRow(tf, rows, drawn));
  if (!wants('nngp', 'ntk', 'ntk_primary')) return kernels;
  const g = await primarySignals(tf, network, generated, wants('ntk', 'ntk_primary'));
  kernels.nngp = tf.tidy(() => tf.mul<Tensor3D>(nngpHyper, layerGram(tf, g.inputs.at(-1)!, primary.biasStd, sides)));
  if (!wants('ntk', 'ntk_primary')) return kernels;
  const ntkPrimary = tf.tidy(() => hiddenTangent(tf, primary, g.inputs, g.deltas, sides));
  kernels.ntk_primary = ntkPrimary;
  const outer = tf.mul<Tensor3D>(nngpHyper, ntkPrimary);
  if (hyper.depth === 1 || !wants('ntk')) return { ...kernels, ntk: outer };
  const sums = await gradientsThroughOutput(tf, network, g, generated);
  const everyPair = { left: network.slotOf.shape[0], right: null };
  const arriving = await rows.complete(sums, () => tf.tidy(() => hiddenTangent(tf, primary, g.inputs, g.deltas, everyPair)), 0);
  kernels.ntk = tf.tidy(() => {
    const deltas = backpropagated(tf, arriving, f.slopes.map(ofPoints), f.weights);
    return tf.add<Tensor3D>(outer, hiddenTangent(tf, hyper, inputs, deltas, sides));
  });
  return kernels;
}

/** The first row of f's output layer, `[networks, 1, n_{L−1}]`. */
async function firstRow(tf: Tensors, rows: OutputRows, drawn: Weights): Promise<Tensor3D> {
  const first = await drawn.rows(rows.stream, 0, 1, rows.columns);
  return rows.complete(first, () => tf.ones([drawn.networks, 1, 1]), 1);
}

/** The tangent kernel of f's first output at the images of the points. */
async function firstOutputTangent(
  tf: Tensors,
  { hyper, sides, imageOf }: FiniteHypernetwork,
  f: HiddenSignals,
  inputs: readonly Tensor3D[],
  nngpHyper: Tensor3D,
  row: Tensor3D,
): Promise<Tensor3D> {
  if (hyper.depth === 1) return nngpHyper;
  return tf.tidy(() => {
    const deltas = backpropagated(tf, row, f.slopes, f.weights).map((delta) => tf.gather(delta, imageOf, 1) as Tensor3D);
    return tf.add<Tensor3D>(nngpHyper, hiddenTangent(tf, hyper, inputs, deltas, sides));
  });
}

/**
 * What f's output layer makes of ∂g/∂v: Σ_k ∂g/∂v_k · (what is drawn of row k), `[networks, points, columns]`.
 *
 * ∂g/∂v of a weight is an input of its layer times the signal at its unit. Block by block, points in groups.
 */
export async function gradientsThroughOutput(
  tf: Tensors,
  { primary }: FiniteHypernetwork,
  { inputs, deltas }: PrimarySignals,
  generated: GeneratedWeights,
): Promise<Tensor3D> {
  let total: Tensor3D | undefined;
  for (let layer = 1; layer <= primary.depth; layer++) {
    const [input, delta] = [inputs[layer - 1]!, deltas[layer - 1]!];
    const [networks, points, units] = delta.shape;
    for (const block of generated.blocks(layer)) {
      const part = await generated.use(block, (rows) =>
        tf.tidy(() => {
          if (block.inputs === null) return tf.matMul<Tensor3D>(tf.mul(delta, primary.biasStd), rows);
          const { first, count } = block.inputs;
          const group = Math.max(1, Math.floor(GRADIENT_NUMBERS / (networks * block.parameters)));
          const parts: Tensor3D[] = [];
          for (let start = 0; start < points; start += group) {
            const size = Math.min(group, points - start);
            const some = tf.slice(input, [0, start, first], [-1, size, count]);
            const signal = tf.slice(delta, [0, start, 0], [-1, size, -1]);
            const outer = tf.mul(tf.expandDims(some, 3), tf.expandDims(signal, 2));
            parts.push(tf.matMul(tf.reshape(outer, [networks, size, count * units]), rows));
          }
          return parts.length === 1 ? parts[0]! : (tf.concat(parts, 1) as Tensor3D);
        }),
      );
      const before: Tensor3D | undefined = total;
      total = before ? tf.add<Tensor3D>(before, part) : part;
      if (before) tf.dispose([before, part]);
    }
  }
  return total!;
}
