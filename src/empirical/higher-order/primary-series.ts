import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';
import type { FiniteMlp } from '../networks/finite-mlp.ts';
import type { GeneratedBlock, GeneratedWeights } from '../networks/generated-weights.ts';
import { biasStream, type Weights } from '../networks/weights.ts';
import { type Direction, overlap } from './direction.ts';
import { moving, multiplied } from './hidden-series.ts';
import { disposeOf, type Series, seriesArithmetic, tidied } from './series.ts';
import type { SeriesActivation } from './series-activation.ts';

/** What enters the passes through g. */
export interface MovingPrimary {
  readonly hyper: FiniteMlp;
  readonly primary: FiniteMlp;
  /** γσ of g. */
  readonly activation: SeriesActivation;
  /** g's inputs, scaled, at the points of the left side: `[1, left, m₀]` */
  readonly z: Tensor3D;
  /** Inputs of f's output layer at the points of the left side, p_i(t): `[networks, left, right or 1, n_{L−1}]` */
  readonly p: Series;
  /** The gradient by the parameters of f's hidden layers. */
  readonly along: Direction;
  /** ∂g/∂v at the points of the right side: scaled inputs of g's layers and signals, as in {@link Direction}, and those of its output. */
  readonly ofPrimary: Direction;
  readonly generated: GeneratedWeights;
  readonly drawn: Weights;
}

/**
 * g(z_i; v_i(t)), while f's output layer moves along ∇h_j as well: row k of it, which generates parameter v_k of g, by
 * ∂g_j/∂v_k·p_j, so that
 *
 *   v_i(t) = W^L·p_i(t) + σ_b·β^L + t·(∂g/∂v)_j·(p_j·p_i(t) + σ_b²).
 *
 * g's layers multiply power series with power series. Block by block of g's parameters; time
 * O(networks·left·right·|v|·R·(n_{L−1} + R)).
 *
 * @returns coefficients `[networks, left, right or 1, 1]`
 */
export async function primarySeries(tf: Tensors, means: MovingPrimary): Promise<Series> {
  const { primary, hyper, activation, z, p, along, generated } = means;
  const { add, scale } = seriesArithmetic(tf);
  const rate = tidied(tf, () => overlap(tf, p, along.inputs.at(-1)!, hyper.biasStd));
  const start = tf.tile(tf.expandDims(z, 2), [generated.networks, 1, 1, 1]);
  let a: Series = p.map((_, k) => (k === 0 ? start : null));
  for (let layer = 1; layer <= primary.depth; layer++) {
    let y: Series = p.map(() => null);
    for (const block of generated.blocks(layer)) {
      const v = await parameters(tf, block, means, rate);
      const before = y;
      y = tidied(tf, () => add(before, block.inputs ? applied(tf, a, v, block.inputs) : scale(v, primary.biasStd)));
      disposeOf(tf, before);
      disposeOf(tf, v);
    }
    disposeOf(tf, a);
    if (layer === primary.depth) return y;
    a = tidied(tf, () => activation(y, primary.scales[layer]!));
    disposeOf(tf, y);
  }
  return a;
}

/** A block's parameters v(t), `[networks, left, right or 1, parameters]`. */
async function parameters(
  tf: Tensors,
  block: GeneratedBlock,
  { hyper, primary, p, ofPrimary, generated, drawn }: MovingPrimary,
  rate: Series,
): Promise<Series> {
  const { add } = seriesArithmetic(tf);
  const bias = hyper.biasStd === 0 ? null : await drawn.rows(biasStream(hyper.depth), block.first, block.parameters, 1);
  const v = await generated.use(block, (rows) =>
    tidied(tf, () => {
      const [start, ...rest] = multiplied(tf, p, rows, true);
      const shift = bias && tf.reshape(tf.mul(bias, hyper.biasStd), [drawn.networks, 1, 1, block.parameters]);
      const gradient = gradientOf(tf, block, ofPrimary, primary.biasStd);
      return add([shift ? tf.add(start!, shift) : start!, ...rest], moving(tf, rate, gradient));
    }),
  );
  bias?.dispose();
  return v;
}

/** ∂g/∂v of a block's parameters, `[networks, 1, right, parameters]`. */
function gradientOf(tf: Tensors, block: GeneratedBlock, { inputs, deltas }: Direction, biasStd: number): Tensor4D {
  const delta = deltas[block.layer - 1]!;
  if (block.inputs === null) return tf.mul(delta, biasStd);
  const { first, count } = block.inputs;
  const input = tf.slice(inputs[block.layer - 1]!, [0, 0, 0, first], [-1, -1, -1, count]);
  const [networks, , right] = delta.shape;
  const outer = tf.mul(tf.expandDims(input, 4), tf.expandDims(delta, 3));
  return tf.reshape(outer, [networks, 1, right, block.parameters]);
}

/** Σ over some inputs of a layer of a(t)·V(t): `[networks, left, right or 1, outputs]`. */
function applied(tf: Tensors, a: Series, v: Series, { first, count }: { first: number; count: number }): Series {
  const column = a.map((coefficient) => {
    if (coefficient === null) return null;
    const [networks, left, right] = coefficient.shape as [number, number, number];
    return tf.reshape(tf.slice(coefficient as Tensor4D, [0, 0, 0, first], [-1, -1, -1, count]), [networks * left, right, count, 1]);
  });
  const matrices = v.map((coefficient) => {
    if (coefficient === null) return null;
    const [networks, left, right, parameters] = coefficient.shape as [number, number, number, number];
    return tf.reshape(coefficient, [networks * left, right, count, parameters / count]);
  });
  const { shape } = v[0]!;
  const networks = shape[0]!;
  return seriesArithmetic(tf)
    .multiply(column, matrices)
    .map((coefficient) => {
      if (coefficient === null) return null;
      const [batch, right, , outputs] = coefficient.shape as [number, number, number, number];
      return tf.reshape(tf.sum(coefficient, 2), [networks, batch / networks, right, outputs]);
    });
}
