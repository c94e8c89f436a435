import type { KernelOutput } from './architecture.ts';
import { distinctValues } from './coordinate-classes.ts';
import type { Network } from './network.ts';
import type { IndexedPoints } from './points.ts';
import { type LayerDiagonals, propagateDiagonal } from './recursion.ts';

/**
 * The points on one side of a hypernetwork's kernel, with the kernels at the points themselves.
 *
 * Λ^l(u, u) and Θ_g^l(u, u) depend on the image and on Σ⁰(z, z) alone; each combination that occurs
 * is computed once.
 */
export interface HypernetworkSide {
  readonly points: IndexedPoints;
  /** Λ^l(u, u) and Θ_g^l(u, u) of every combination. */
  readonly diagonals: LayerDiagonals;
  /** Combination of each point. */
  readonly diagonalOf: Int32Array;
  /** S^l(x, x) and Θ_f^l(x, x) of each image. */
  readonly hyperDiagonals: LayerDiagonals;
}

/**
 * @param hyperDiagonals f's kernels at each image
 * @param variance Σ⁰(z, z) of each coordinate
 */
export function hypernetworkSide(
  network: Network,
  points: IndexedPoints,
  hyperDiagonals: LayerDiagonals,
  variance: Float64Array,
): HypernetworkSide {
  const generatedVariance = hyperDiagonals.covariance.at(-1)!;
  const { values, indexOf } = distinctValues(variance)!;
  const combinations = new Map<number, number>();
  const diagonalOf = new Int32Array(points.count);
  const inner: number[] = [];
  const generated: number[] = [];
  for (let point = 0; point < points.count; point++) {
    const image = points.imageOf[point]!;
    const varianceClass = indexOf[points.coordinateOf[point]!]!;
    const key = image * values.length + varianceClass;
    let index = combinations.get(key);
    if (index === undefined) {
      index = combinations.size;
      combinations.set(key, index);
      inner.push(values[varianceClass]!);
      generated.push(generatedVariance[image]!);
    }
    diagonalOf[point] = index;
  }
  const diagonals = propagateDiagonal(network, Float64Array.from(inner), Float64Array.from(generated));
  return { points, diagonals, diagonalOf, hyperDiagonals };
}

/** The kernel of `output` after `layer`, at one point itself. */
export function sideDiagonal(side: HypernetworkSide, output: KernelOutput, layer: number, point: number): number {
  const image = side.points.imageOf[point]!;
  const combination = side.diagonalOf[point]!;
  switch (output) {
    case 'nngp_hyper':
      return side.hyperDiagonals.covariance[layer - 1]![image]!;
    case 'ntk_hyper':
      return side.hyperDiagonals.tangent[layer - 1]![image]!;
    case 'nngp':
      return side.diagonals.covariance[layer - 1]![combination]!;
    case 'ntk_primary':
      return side.diagonals.tangent[layer - 1]![combination]!;
    case 'ntk':
      return side.hyperDiagonals.tangent.at(-1)![image]! * side.diagonals.tangent[layer - 1]![combination]!;
  }
}
