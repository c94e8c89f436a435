import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { type Control, uncontrolled } from '../../control.ts';
import type { Architecture, Hypernetwork, Mlp } from '../../kernels/architecture.ts';
import type { HypernetworkPoints, MlpPoints, Points } from '../../kernels/points.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { type DrawnNetworks, inBatches, inScope } from '../batches.ts';
import { BLOCK_NUMBERS, type NetworkMeans } from '../network-means.ts';
import { batchOfOne, finiteHypernetwork } from '../networks/finite-hypernetwork.ts';
import { type FiniteMlp, finiteMlp } from '../networks/finite-mlp.ts';
import { GeneratedWeights } from '../networks/generated-weights.ts';
import type { Sides } from '../networks/gram.ts';
import { gradientsThroughOutput } from '../networks/hypernetwork-kernels.ts';
import { parameterCount } from '../networks/layer-sizes.ts';
import { drawnRows } from '../networks/output-rows.ts';
import { type PrimarySignals, primarySignals } from '../networks/primary-signals.ts';
import { hiddenSignals, outputRow } from '../networks/signals.ts';
import type { Weights } from '../networks/weights.ts';
import { type Direction, direction, leftPart, overlap, rightPart } from './direction.ts';
import { hiddenSeries, multiplied } from './hidden-series.ts';
import { primarySeries } from './primary-series.ts';
import { type Series, seriesArithmetic } from './series.ts';
import { seriesActivation } from './series-activation.ts';

/** Which terms of which networks. */
export interface HigherOrderRequest extends DrawnNetworks {
  architecture: Architecture;
  /** Points i. */
  points: Points;
  /** Points j; omitted: `points` themselves. */
  points2?: Points;
  /** R: terms 1 … R. */
  order: number;
}

/** K^(1) … K^(R) of one network, `[left · right]` each. */
export type HigherOrderSample = Float32Array[];

/**
 * The terms of the Taylor series of h along its own gradient, for networks that are drawn,
 *
 *   K^(r)_ij = ⟨∇^(r)h_i, (∇h_j)^r⟩ = d^r/dt^r h_i(w + t·∇h_j) at t = 0,   r = 1 … R,
 *
 * with w all parameters of an mlp, or of a hypernetwork's f: the change of h_i in a step of gradient descent on example j
 * is Σ_r (−μℓ′_j)^r·K^(r)_ij/r! (On Infinite-Width Hypernetworks, Eq. 5). K^(1) is the tangent kernel.
 *
 * Exact but for rounding (float32): h_i is computed with power series in t that end with t^R, in which the parameters'
 * motion along ∇h_j, outer products of signals, is never formed. At a kink of the activation the mean of both sides
 * counts; ReLU is otherwise the linear function that it is nearby. Time: about R times that of the kernels for each pair.
 *
 * @param visit told of each network, in order
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export async function higherOrderTerms(
  request: HigherOrderRequest,
  means: NetworkMeans,
  visit: (terms: HigherOrderSample, network: number) => void,
  control: Control = uncontrolled,
): Promise<void> {
  const { tensors: tf } = means;
  await inScope(tf, async () => {
    const { numbers, sides, terms } = movingNetworks(request, means);
    const [left, right] = [sides.left, sides.right ?? sides.left];
    const size = left * right;
    await inBatches(request, numbers, means, control, async (drawn, first) => {
      const shape: [number, number, number, number] = [drawn.networks, left, right, 1];
      const found = await Promise.all(
        derivatives(tf, await terms(drawn), shape, request.order).map((term) => term.data<'float32'>()),
      );
      for (let k = 0; k < drawn.networks; k++) {
        visit(
          found.map((term) => term.slice(k * size, (k + 1) * size)),
          first + k,
        );
      }
    });
  });
}

/** r!·c_r for r = 1 … R; what does not depend on the weights is there once. */
function derivatives(tf: Tensors, series: Series, shape: [number, number, number, number], order: number): Tensor[] {
  let factorial = 1;
  return Array.from({ length: order }, (_, index) => {
    factorial *= index + 1;
    const coefficient = series[index + 1];
    return coefficient ? tf.mul(tf.broadcastTo(coefficient, shape), factorial) : tf.zeros(shape);
  });
}

interface MovingNetworks {
  /** Weights and coefficients of one network, roughly. */
  numbers: number;
  sides: Sides;
  /** h_i(w + t·∇h_j), coefficients `[networks, left, right, 1]`, that of t⁰ `[networks, left, 1, 1]`. */
  terms(drawn: Weights): Promise<Series>;
}

function movingNetworks({ architecture, points, points2, order }: HigherOrderRequest, means: NetworkMeans): MovingNetworks {
  return architecture.type === 'mlp'
    ? movingMlp(means.tensors, architecture, points, points2, order)
    : movingHypernetwork(means, architecture, points as HypernetworkPoints, points2 as HypernetworkPoints | undefined, order);
}

function movingMlp(tf: Tensors, mlp: Mlp, points: MlpPoints, points2: MlpPoints | undefined, order: number): MovingNetworks {
  const network = finiteMlp(tf, mlp, { size: points.x.shape[1] }, 1, '/architecture');
  const activation = seriesActivation(tf, mlp.activation, order, '/architecture/activation');
  const sides = { left: points.x.shape[0], right: points2 ? points2.x.shape[0] : null };
  const x = points2 ? tf.concat([batchOfOne(tf, points.x), batchOfOne(tf, points2.x)], 1) : batchOfOne(tf, points.x);
  return {
    numbers: numbersOfOne(network, sides, order),
    sides,
    async terms(drawn) {
      const signals = await hiddenSignals(tf, network, x, drawn);
      const row = await outputRow(drawn, network);
      const along = direction(tf, signals, row, (tensor) => rightPart(tf, tensor, sides));
      const start = leftPart(tf, signals.inputs[0]!, sides);
      const p = await hiddenSeries(tf, network, activation, start, order, along, signals.weights, drawn);
      // The bias itself does not matter to derivatives.
      const rate = overlap(tf, p, along.inputs.at(-1)!, network.biasStd);
      return seriesArithmetic(tf).add(multiplied(tf, p, row, true), [null, ...rate.slice(0, -1)]);
    },
  };
}

function movingHypernetwork(
  means: NetworkMeans,
  architecture: Hypernetwork,
  points: HypernetworkPoints,
  points2: HypernetworkPoints | undefined,
  order: number,
): MovingNetworks {
  const { tensors: tf, blockNumbers = BLOCK_NUMBERS } = means;
  const network = finiteHypernetwork(tf, architecture, points, points2);
  const { hyper, primary, sides, images, coordinates, imageOf, slotOf } = network;
  const ofHyper = seriesActivation(tf, architecture.hyper.activation, order, '/architecture/hyper/activation');
  const ofPrimary = seriesActivation(tf, architecture.primary.activation, order, '/architecture/primary/activation');
  const gathered = (signals: Tensor3D) => tf.gather(signals, imageOf, 1) as Tensor3D;
  const ofRight = (signals: Tensor3D) => rightPart(tf, signals, sides);
  const z = tf.mul<Tensor3D>(leftPart(tf, tf.gather(coordinates, slotOf, 1) as Tensor3D, sides), primary.scales[0]!);
  return {
    numbers: numbersOfOne(hyper, sides, order) + numbersOfOne(primary, sides, order),
    sides,
    async terms(drawn) {
      const f = await hiddenSignals(tf, hyper, images, drawn);
      const generated = new GeneratedWeights(tf, network, drawn, drawnRows(hyper, f.inputs.at(-1)!), blockNumbers);
      const ofAll = await primarySignals(tf, network, generated, true);
      const g: PrimarySignals = { inputs: ofAll.inputs.map(ofRight), deltas: ofAll.deltas.map(ofRight) };
      const arriving = await gradientsThroughOutput(tf, network, g, generated);
      const along = direction(tf, f, arriving, (signals) => ofRight(gathered(signals)));
      const start = leftPart(tf, gathered(f.inputs[0]!), sides);
      const p = await hiddenSeries(tf, hyper, ofHyper, start, order, along, f.weights, drawn);
      const across = (signals: Tensor3D[]) => signals.map((tensor) => tf.expandDims(tensor, 1)) as Direction['inputs'];
      const gradient = { inputs: across(g.inputs), deltas: across(g.deltas) };
      return primarySeries(tf, { hyper, primary, activation: ofPrimary, z, p, along, ofPrimary: gradient, generated, drawn });
    },
  };
}

function numbersOfOne({ sizes }: FiniteMlp, { left, right }: Sides, order: number): number {
  const signals = left * (right ?? left) * order * sizes.reduce((sum, size) => sum + size, 0);
  return parameterCount(sizes, true) + 4 * signals;
}
