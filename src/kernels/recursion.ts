import { HypertangentError } from '../errors.ts';
import type { Network } from './network.ts';

/**
 * Kernels after each layer, for single points (u = u′).
 *
 * `covariance[l]` is the variance of the pre-activations of layer l + 1, `tangent[l]` the tangent
 * kernel there; each of length `count`.
 */
export interface LayerDiagonals {
  readonly covariance: Float64Array[];
  readonly tangent: Float64Array[];
}

/**
 * The recursion of {@link propagatePairs} on its diagonal, by each activation's exact formula for u = v.
 *
 * @param inner Σ⁰(z, z), `[count]`
 * @param generated S(x, x), the variance of generated weights, `[count]`; null for a plain network (S = 1)
 * @throws HypertangentError `kernel_overflow` when a variance overflows before an activation, which could hide it
 */
export function propagateDiagonal(network: Network, inner: Float64Array, generated: Float64Array | null): LayerDiagonals {
  const covariance: Float64Array[] = [];
  const tangent: Float64Array[] = [];
  let kernel = inner.map((value) => network.weightVariance[0]! * value + network.biasVariance);
  let theta = kernel.slice();
  for (let layer = 1; ; layer++) {
    const variance = generated === null ? kernel : kernel.map((value, k) => value * generated[k]!);
    covariance.push(variance);
    tangent.push(theta);
    if (layer === network.depth) return { covariance, tangent };
    checkVariance(variance, layer);
    const weight = network.weightVariance[layer]!;
    const nextKernel = new Float64Array(variance.length);
    const nextTheta = new Float64Array(variance.length);
    for (let k = 0; k < variance.length; k++) {
      const { dual, derivative } = network.activation.diagonal(variance[k]!);
      const backward = weight * derivative * (generated === null ? 1 : generated[k]!);
      nextKernel[k] = weight * dual + network.biasVariance;
      nextTheta[k] = nextKernel[k]! + backward * theta[k]!;
    }
    kernel = nextKernel;
    theta = nextTheta;
  }
}

function checkVariance(variance: Float64Array, layer: number): void {
  if (variance.every(Number.isFinite)) return;
  const message = `the variance of a point leaves the range of float64 in layer ${layer}; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output: 'nngp', index: [] });
}

/** A flat list of pairs (u, u′) and room for their recursion. Arrays may be longer than `count`. */
export interface PairBlock {
  count: number;
  /** Σ⁰(z, z′) on entry; destroyed. */
  inner: Float64Array;
  /** S(x, x′) of each pair; null for a plain network. */
  generated: Float64Array | null;
  /** Where u and u′ stand in the arrays of `LayerDiagonals`. */
  left: Int32Array;
  right: Int32Array;
}

/** Working memory of {@link propagatePairs} for blocks of up to `capacity` pairs. */
export class PairWorkspace {
  readonly covariance: Float64Array;
  readonly tangent: Float64Array;
  readonly derivative: Float64Array;
  readonly variance1: Float64Array;
  readonly variance2: Float64Array;

  constructor(capacity: number) {
    this.covariance = new Float64Array(capacity);
    this.tangent = new Float64Array(capacity);
    this.derivative = new Float64Array(capacity);
    this.variance1 = new Float64Array(capacity);
    this.variance2 = new Float64Array(capacity);
  }
}

/** Receives the kernels after one layer (1 … depth); the arrays are reused and must not be kept. */
export type LayerVisitor = (layer: number, covariance: Float64Array, tangent: Float64Array) => void;

/**
 * The kernels of a network whose weights have covariance S(x, x′), pair by pair:
 *
 *   K¹ = σ_w²Σ⁰ + σ_b²,            Λ^l = S·K^l,
 *   K^{l+1} = σ_w²γ²·E[φ(u)φ(v)] + σ_b²,  (u, v) ~ N(0, Λ^l),
 *   Θ¹ = K¹,  Θ^{l+1} = K^{l+1} + S·σ_w²γ²·E[φ′(u)φ′(v)]·Θ^l.
 *
 * With S = 1 these are the NNGP (Λ) and NTK (Θ) of a plain network; with S from a hypernetwork, the
 * NNGP of h and Θ_g (the paper's Theorems 2 and 3, with the factor S that Lemma 6 leaves out).
 *
 * @param left, right diagonals of the points on either side, by {@link propagateDiagonal}
 * @param needsTangent false leaves `tangent` untouched and saves its cost
 */
export function propagatePairs(
  network: Network,
  block: PairBlock,
  left: LayerDiagonals,
  right: LayerDiagonals,
  needsTangent: boolean,
  work: PairWorkspace,
  visit: LayerVisitor,
): void {
  const { count, generated } = block;
  const kernel = block.inner;
  const { covariance, tangent, derivative, variance1, variance2 } = work;
  const firstWeight = network.weightVariance[0]!;
  for (let k = 0; k < count; k++) {
    kernel[k] = firstWeight * kernel[k]! + network.biasVariance;
    tangent[k] = kernel[k]!;
  }
  for (let layer = 1; ; layer++) {
    for (let k = 0; k < count; k++) covariance[k] = generated === null ? kernel[k]! : generated[k]! * kernel[k]!;
    visit(layer, covariance, tangent);
    if (layer === network.depth) return;
    gather(left.covariance[layer - 1]!, block.left, count, variance1);
    gather(right.covariance[layer - 1]!, block.right, count, variance2);
    network.activation.moments(covariance, variance1, variance2, kernel, needsTangent ? derivative : null, count);
    const weight = network.weightVariance[layer]!;
    for (let k = 0; k < count; k++) kernel[k] = weight * kernel[k]! + network.biasVariance;
    if (!needsTangent) continue;
    for (let k = 0; k < count; k++) {
      const backward = weight * derivative[k]! * (generated === null ? 1 : generated[k]!);
      tangent[k] = kernel[k]! + backward * tangent[k]!;
    }
  }
}

function gather(source: Float64Array, index: Int32Array, count: number, out: Float64Array): void {
  for (let k = 0; k < count; k++) out[k] = source[index[k]!]!;
}
