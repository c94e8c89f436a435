import { HypertangentError } from '../errors.ts';
import type { Network } from './network.ts';
import type { Tile, TilePasses } from './tile.ts';

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
 * The recursion of {@link propagateTile} on its diagonal, by each activation's exact formula for u = v.
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

/** How a tile goes through a network. */
export interface TilePropagation {
  /** Whether S stands in `tile.generated`; S = 1 otherwise. */
  generated: boolean;
  /** Whether Θ is wanted; `tile.tangent` is undefined otherwise. */
  needsTangent: boolean;
  /** Writes Λ^l(u, u) of the tile's rows and columns into `variance1` and `variance2`. */
  setVariances(layer: number): void;
  /** Reads K^l and Θ^l from the tile, for l = 1 … depth. */
  visit(layer: number): void;
}

/**
 * The kernels of a network whose weights have covariance S(x, x′), for a tile of pairs:
 *
 *   K¹ = σ_w²Σ⁰ + σ_b²,            Λ^l = S·K^l,
 *   K^{l+1} = σ_w²γ²·E[φ(u)φ(v)] + σ_b²,  (u, v) ~ N(0, Λ^l),
 *   Θ¹ = K¹,  Θ^{l+1} = K^{l+1} + S·σ_w²γ²·E[φ′(u)φ′(v)]·Θ^l.
 *
 * With S = 1 these are the NNGP (K) and NTK (Θ) of a plain network; with S from a hypernetwork, Λ is
 * the NNGP of h and Θ is Θ_g (the paper's Theorems 2 and 3, with the factor S that Lemma 6 leaves out).
 *
 * @param tile Σ⁰ in `kernel` on entry
 */
export function propagateTile(network: Network, passes: TilePasses, tile: Tile, how: TilePropagation): void {
  const count = tile.rows * tile.columns;
  const { kernel, tangent } = tile;
  const weight = network.weightVariance[0]!;
  const { biasVariance, depth } = network;
  if (weight !== 1 || biasVariance !== 0) for (let k = 0; k < count; k++) kernel[k] = weight * kernel[k]! + biasVariance;
  if (how.needsTangent) tangent.set(kernel.subarray(0, count));
  for (let layer = 1; layer < depth; layer++) {
    how.visit(layer);
    how.setVariances(layer);
    passes.layer(network, layer, tile, how.generated, how.needsTangent);
  }
  how.visit(depth);
}
