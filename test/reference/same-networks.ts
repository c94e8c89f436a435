import type { Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import { plainNormal } from '../support/plain-normals.ts';
import {
  backward,
  type Differentiated,
  type FiniteNetwork,
  finiteNetwork,
  forward,
  gradient,
  gradientProduct,
  type HypernetworkPoint,
  layerSizes,
  output,
  parameterCount,
} from './finite-network.ts';

/**
 * The kernels of one network of a seed in float64, by loops over points: what src/empirical computes for it in float32.
 */
export type ReferenceKernels = Record<string, number[][]>;

export interface Draw {
  seed: number;
  network: number;
}

export function mlpReference(mlp: Mlp, x: number[][], draw: Draw): ReferenceKernels {
  const sizes = layerSizes(mlp.depth, x[0]!.length, mlp.width as number, 1);
  const network = finiteNetwork(mlp, sizes, drawn(sizes, draw));
  const points = x.map((point) => differentiated(network, point, Float64Array.of(1)));
  return { nngp: pairs(points, (a, b) => lastLayer(network, a, b)), ntk: pairs(points, (a, b) => gradientProduct(network, a, b)) };
}

export function hypernetworkReference({ hyper, primary }: Hypernetwork, points: HypernetworkPoint[], draw: Draw): ReferenceKernels {
  const primarySizes = layerSizes(primary.depth, points[0]!.z.length, primary.width as number, 1);
  const places = generatedPlaces(primarySizes, primary.biasStd > 0);
  const sizes = layerSizes(hyper.depth, points[0]!.x.length, hyper.width as number, parameterCount(primarySizes));
  const f = finiteNetwork(hyper, sizes, drawn(sizes, draw, places));
  const firstGenerated = new Float64Array(sizes.at(-1)!);
  firstGenerated[places.indexOf(0)] = 1;
  const all = points.map(({ x, z }) => {
    const parameters = output(forward(f, x));
    const g = finiteNetwork(primary, primarySizes, parameters);
    const ofG = differentiated(g, z, Float64Array.of(1));
    return {
      g,
      ofG,
      throughG: differentiated(f, x, gradient(g, ofG.trace, ofG.deltas)),
      ofFirst: differentiated(f, x, firstGenerated),
    };
  });
  const generated = (a: (typeof all)[number], b: (typeof all)[number]) => lastLayer(f, a.ofFirst, b.ofFirst);
  return {
    nngp_hyper: pairs(all, generated),
    ntk_hyper: pairs(all, (a, b) => gradientProduct(f, a.ofFirst, b.ofFirst)),
    ntk_primary: pairs(all, (a, b) => gradientProduct(a.g, a.ofG, b.ofG)),
    nngp: pairs(all, (a, b) => generated(a, b) * lastLayer(a.g, a.ofG, b.ofG)),
    ntk: pairs(all, (a, b) => gradientProduct(f, a.throughG, b.throughG)),
  };
}

function differentiated(network: FiniteNetwork, point: ArrayLike<number>, u: Float64Array): Differentiated {
  const trace = forward(network, point);
  return { trace, deltas: backward(network, trace, u) };
}

/** The mean of y·y′ over the output layer's parameters. */
function lastLayer({ weightStd, biasStd }: FiniteNetwork, a: Differentiated, b: Differentiated): number {
  const [q, other] = [a.trace.inputs.at(-1)!, b.trace.inputs.at(-1)!];
  const product = q.reduce((sum, value, index) => sum + value * other[index]!, 0);
  return (weightStd.at(-1)! ** 2 * product) / q.length + biasStd ** 2;
}

function pairs<Point>(points: Point[], entry: (a: Point, b: Point) => number): number[][] {
  return points.map((a) => points.map((b) => entry(a, b)));
}

/**
 * Parameters in the reference's order (W¹ by units, β¹, W², …), as they stand in the streams: those of a layer by its
 * inputs; those of the output layer by its outputs, which stand at `places`.
 */
export function drawn(sizes: number[], { seed, network }: Draw, places?: number[]): Float64Array {
  const parameters: number[] = [];
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, units] = [sizes[layer - 1]!, sizes[layer]!];
    const last = layer === sizes.length - 1;
    const place = (unit: number) => (last && places ? places[unit]! : unit);
    const at = (stream: number, index: number) => (index < 0 ? 0 : plainNormal({ seed, network, stream }, index));
    for (let i = 0; i < units; i++)
      for (let j = 0; j < inputs; j++) {
        const index = last ? (place(i) < 0 ? -1 : place(i) * inputs + j) : j * units + i;
        parameters.push(at(2 * (layer - 1), index));
      }
    for (let i = 0; i < units; i++) parameters.push(at(2 * (layer - 1) + 1, place(i)));
  }
  return Float64Array.from(parameters);
}

/** Place among all that f generates of each of g's parameters in the reference's order; −1: it generates none. */
export function generatedPlaces(sizes: number[], withBiases: boolean): number[] {
  const places: number[] = [];
  const weights = sizes.slice(1).reduce((sum, units, index) => sum + units * sizes[index]!, 0);
  let [weight, bias] = [0, weights];
  for (let layer = 1; layer < sizes.length; layer++) {
    const [inputs, units] = [sizes[layer - 1]!, sizes[layer]!];
    for (let i = 0; i < units; i++) for (let j = 0; j < inputs; j++) places.push(weight + j * units + i);
    for (let i = 0; i < units; i++) places.push(withBiases ? bias + i : -1);
    weight += inputs * units;
    bias += units;
  }
  return places;
}
