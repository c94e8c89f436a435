import type { Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import {
  backward,
  type FiniteNetwork,
  finiteNetwork,
  forward,
  gradient,
  type HypernetworkPoint,
  layerSizes,
  output,
  parameterCount,
} from './finite-network.ts';
import { type Draw, drawn, generatedPlaces } from './same-networks.ts';

/** h at w + t·∇h_j, in float64. */
export type MovedNetwork = (i: number, j: number, t: number) => number;

export function movedMlp(mlp: Mlp, x: number[][], draw: Draw): MovedNetwork {
  const sizes = layerSizes(mlp.depth, x[0]!.length, mlp.width as number, 1);
  const network = finiteNetwork(mlp, sizes, drawn(sizes, draw));
  const gradients = x.map((point) => gradientAt(network, point, Float64Array.of(1)));
  return (i, j, t) => output(forward(moved(network, gradients[j]!, t), x[i]!))[0]!;
}

export function movedHypernetwork({ hyper, primary }: Hypernetwork, points: HypernetworkPoint[], draw: Draw): MovedNetwork {
  const primarySizes = layerSizes(primary.depth, points[0]!.z.length, primary.width as number, 1);
  const places = generatedPlaces(primarySizes, primary.biasStd > 0);
  const sizes = layerSizes(hyper.depth, points[0]!.x.length, hyper.width as number, parameterCount(primarySizes));
  const f = finiteNetwork(hyper, sizes, drawn(sizes, draw, places));
  const primaryOf = (network: FiniteNetwork, x: number[]) => finiteNetwork(primary, primarySizes, output(forward(network, x)));
  const gradients = points.map(({ x, z }) => gradientAt(f, x, gradientAt(primaryOf(f, x), z, Float64Array.of(1))));
  return (i, j, t) => {
    const { x, z } = points[i]!;
    return output(forward(primaryOf(moved(f, gradients[j]!, t), x), z))[0]!;
  };
}

/** d^r/dt^r at t = 0 for r = 1 … order, by central differences of very high order with steps of `step`. */
export function derivatives(f: (t: number) => number, order: number, step: number): number[] {
  const nodes = Array.from({ length: 2 * HALF_STENCIL + 1 }, (_, k) => (k - HALF_STENCIL) * step);
  const values = nodes.map(f);
  return stencils(nodes, order)
    .slice(1)
    .map((weights) => weights.reduce((sum, weight, k) => sum + weight * values[k]!, 0));
}

const HALF_STENCIL = 6;

/** Weights of the values at the nodes for the derivatives 0 … order at 0 (Fornberg, Math. Comp. 51, 1988). */
function stencils(nodes: number[], order: number): number[][] {
  const weights = Array.from({ length: order + 1 }, () => new Array<number>(nodes.length).fill(0));
  weights[0]![0] = 1;
  let product = 1;
  for (let n = 1; n < nodes.length; n++) {
    let next = 1;
    for (let k = 0; k < n; k++) {
      const distance = nodes[n]! - nodes[k]!;
      next *= distance;
      if (k === n - 1) {
        for (let m = order; m >= 0; m--) {
          const before = m > 0 ? m * weights[m - 1]![n - 1]! : 0;
          weights[m]![n] = (product / next) * (before - nodes[n - 1]! * weights[m]![n - 1]!);
        }
      }
      for (let m = order; m >= 0; m--) {
        const before = m > 0 ? m * weights[m - 1]![k]! : 0;
        weights[m]![k] = (nodes[n]! * weights[m]![k]! - before) / distance;
      }
    }
    product = next;
  }
  return weights;
}

function gradientAt(network: FiniteNetwork, point: ArrayLike<number>, u: Float64Array): Float64Array {
  const trace = forward(network, point);
  return gradient(network, trace, backward(network, trace, u));
}

function moved(network: FiniteNetwork, along: Float64Array, t: number): FiniteNetwork {
  return { ...network, parameters: network.parameters.map((value, k) => value + t * along[k]!) };
}
