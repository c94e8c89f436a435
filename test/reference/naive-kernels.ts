import type { Architecture, CoordinateFeatures, Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import { expectations, gainOf, type PairCovariance, type PairExpectations, plainActivation } from './duals.ts';

export type Rows = number[][];

/** Points as plain lists; for a hypernetwork point i is the pair (x_i, z_i). */
export interface NaivePoints {
  x: Rows;
  z?: Rows;
}

/** One list per output: element l − 1 belongs to layer l, the last one is the kernel. */
export interface NaiveLayers<Value> {
  nngp: Value[];
  ntk: Value[];
  nngp_hyper?: Value[];
  ntk_hyper?: Value[];
  ntk_primary?: Value[];
}

/**
 * Every kernel between two lists of points, layer by layer, by two loops over the points.
 *
 * `layers.ntk[l - 1][i][j]` is the tangent kernel of layer l between point i and other point j.
 */
export function naiveKernels(architecture: Architecture, points: NaivePoints, others = points): NaiveLayers<Rows> {
  const result: NaiveLayers<Rows> = { nngp: [], ntk: [] };
  for (let i = 0; i < points.x.length; i++) {
    for (let j = 0; j < others.x.length; j++) {
      const pair = pairKernels(architecture, pointAt(points, i), pointAt(others, j));
      for (const [output, values] of Object.entries(pair) as [keyof NaiveLayers<Rows>, number[]][]) {
        result[output] ??= [];
        for (const [layer, value] of values.entries()) {
          result[output][layer] ??= [];
          result[output][layer][i] ??= [];
          result[output][layer][i]![j] = value;
        }
      }
    }
  }
  return result;
}

interface Point {
  x: number[];
  z: number[];
}

const pointAt = (points: NaivePoints, index: number): Point => ({ x: points.x[index]!, z: points.z?.[index] ?? [] });

function pairKernels(architecture: Architecture, point: Point, other: Point): NaiveLayers<number> {
  if (architecture.type === 'hypernetwork') return hypernetworkPair(architecture, point, other);
  const { covariances, tangents } = mlpPair(architecture, inputCovariance(point.x, other.x));
  return { nngp: covariances.map((covariance) => covariance.cov12), ntk: tangents };
}

/**
 * A network of depth D: K¹ = w₁²·x·x′/d + b², K^{l+1} = w_{l+1}²·γ²E[φφ] + b²,
 * Θ¹ = K¹, Θ^{l+1} = K^{l+1} + w_{l+1}²·γ²E[φ′φ′]·Θ^l.
 */
function mlpPair(mlp: Mlp, input: PairCovariance): { covariances: PairCovariance[]; tangents: number[] } {
  const covariances = [affine(mlp, 1, input)];
  const tangents = [covariances[0]!.cov12];
  for (let layer = 2; layer <= mlp.depth; layer++) {
    const { activated, derivative } = activate(mlp, covariances.at(-1)!);
    const covariance = affine(mlp, layer, activated);
    tangents.push(covariance.cov12 + weightStdOf(mlp, layer) ** 2 * derivative * tangents.at(-1)!);
    covariances.push(covariance);
  }
  return { covariances, tangents };
}

/**
 * h(x, z) = g(z; f(x)): with S and Θ_f the kernels of f, K̃^l = w_l²·Σ^{l−1} + b² and Λ^l = S·K̃^l,
 * Θ_g¹ = K̃¹, Θ_g^{l+1} = K̃^{l+1} + w_{l+1}²·S·Σ̇^l·Θ_g^l, and Θ_h = Θ_f·Θ_g.
 */
function hypernetworkPair({ hyper, primary, coordinateFeatures }: Hypernetwork, point: Point, other: Point): NaiveLayers<number> {
  const f = mlpPair(hyper, inputCovariance(point.x, other.x));
  const weight = f.covariances.at(-1)!; // S, the covariance of one generated weight
  const tangentF = f.tangents.at(-1)!;

  let inner = affine(primary, 1, coordinateCovariance(coordinateFeatures, point.z, other.z)); // K̃¹
  const outer = [times(weight, inner)]; // Λ¹
  const tangentG = [inner.cov12];
  for (let layer = 2; layer <= primary.depth; layer++) {
    const { activated, derivative } = activate(primary, outer.at(-1)!);
    inner = affine(primary, layer, activated);
    tangentG.push(inner.cov12 + weightStdOf(primary, layer) ** 2 * weight.cov12 * derivative * tangentG.at(-1)!);
    outer.push(times(weight, inner));
  }
  return {
    nngp: outer.map((covariance) => covariance.cov12),
    ntk: tangentG.map((tangent) => tangentF * tangent),
    nngp_hyper: f.covariances.map((covariance) => covariance.cov12),
    ntk_hyper: f.tangents,
    ntk_primary: tangentG,
  };
}

function inputCovariance(x: number[], other: number[]): PairCovariance {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0) / a.length;
  return { var1: dot(x, x), var2: dot(other, other), cov12: dot(x, other) };
}

/** Σ⁰ of two coordinates: their covariance, or ½·exp(−|z − z′|²/2ℓ²) in the limit of many features. */
function coordinateCovariance(features: CoordinateFeatures, z: number[], other: number[]): PairCovariance {
  if (features.kind === 'none') return inputCovariance(z, other);
  if (features.kind !== 'fourier_limit') throw new Error('finite features are drawn by the caller, who passes them as z');
  const squaredDistance = z.reduce((sum, value, index) => sum + (value - other[index]!) ** 2, 0);
  return { var1: 0.5, var2: 0.5, cov12: 0.5 * Math.exp(-squaredDistance / (2 * features.lengthScale ** 2)) };
}

function weightStdOf(mlp: Mlp, layer: number): number {
  return typeof mlp.weightStd === 'number' ? mlp.weightStd : mlp.weightStd[layer - 1]!;
}

/** w_l²·K + b², on the variances too. */
function affine(mlp: Mlp, layer: number, { var1, var2, cov12 }: PairCovariance): PairCovariance {
  const through = (value: number) => weightStdOf(mlp, layer) ** 2 * value + mlp.biasStd ** 2;
  return { var1: through(var1), var2: through(var2), cov12: through(cov12) };
}

function times(a: PairCovariance, b: PairCovariance): PairCovariance {
  return { var1: a.var1 * b.var1, var2: a.var2 * b.var2, cov12: a.cov12 * b.cov12 };
}

/** γ²E[φφ] of the pair and of each variable with itself, and γ²E[φ′φ′] of the pair. */
function activate(mlp: Mlp, pair: PairCovariance): { activated: PairCovariance; derivative: number } {
  const squaredGain = gainOf(mlp.activation) ** 2;
  const ofPair = remembered(mlp, pair);
  const withItself = (variance: number) => remembered(mlp, { var1: variance, var2: variance, cov12: variance });
  return {
    activated: {
      var1: squaredGain * withItself(pair.var1).product,
      var2: squaredGain * withItself(pair.var2).product,
      cov12: squaredGain * ofPair.product,
    },
    derivative: squaredGain * ofPair.derivativeProduct,
  };
}

const known = new Map<string, PairExpectations>();

/** The quadrature is slow and the same pairs come back, either way round: every result is kept. */
function remembered({ activation }: Mlp, { var1, var2, cov12 }: PairCovariance): PairExpectations {
  const pair = { var1: Math.min(var1, var2), var2: Math.max(var1, var2), cov12 };
  const key = JSON.stringify([activation.name, activation.negativeSlope, activation.gamma, pair]);
  const found = known.get(key) ?? expectations(plainActivation(activation), pair);
  known.set(key, found);
  return found;
}
