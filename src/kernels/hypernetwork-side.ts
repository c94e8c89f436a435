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
  /** Points of each image, ascending. */
  readonly pointsOf: readonly Int32Array[];
  /** The combination of an image and a variance class; −1 where no point has it. */
  combination(image: number, varianceClass: number): number;
}

/**
 * @param generatedVariance S(x, x) of each image
 * @param varianceOf variance class of each coordinate
 * @param variances Σ⁰(z, z) of each class
 */
export function hypernetworkSide(
  network: Network,
  points: IndexedPoints,
  generatedVariance: Float64Array,
  varianceOf: Int32Array,
  variances: readonly number[],
): HypernetworkSide {
  const combinations = new Map<number, number>();
  const diagonalOf = new Int32Array(points.count);
  const inner: number[] = [];
  const generated: number[] = [];
  const lists: number[][] = Array.from({ length: points.images.shape[0] }, () => []);
  for (let point = 0; point < points.count; point++) {
    const image = points.imageOf[point]!;
    const varianceClass = varianceOf[points.coordinateOf[point]!]!;
    const key = image * variances.length + varianceClass;
    let index = combinations.get(key);
    if (index === undefined) {
      index = combinations.size;
      combinations.set(key, index);
      inner.push(variances[varianceClass]!);
      generated.push(generatedVariance[image]!);
    }
    diagonalOf[point] = index;
    lists[image]!.push(point);
  }
  return {
    points,
    diagonals: propagateDiagonal(network, Float64Array.from(inner), Float64Array.from(generated)),
    diagonalOf,
    pointsOf: lists.map((list) => Int32Array.from(list)),
    combination: (image, varianceClass) => combinations.get(image * variances.length + varianceClass) ?? -1,
  };
}
