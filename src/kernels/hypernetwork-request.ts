import type { Matrix } from '../nd-array.ts';
import type { Hypernetwork, KernelOutput } from './architecture.ts';
import type { DistinctRows } from './distinct-rows.ts';
import { type HypernetworkPoints, type IndexedPoints, indexPoints } from './points.ts';

/** What a hypernetwork's kernel problem is made of. */
export interface HypernetworkRequest {
  architecture: Hypernetwork;
  points: HypernetworkPoints;
  /** The other side; omitted: the points themselves. */
  others?: HypernetworkPoints;
  /** Outputs that will be evaluated, with every layer of each if `allLayers`. */
  wanted: readonly KernelOutput[];
  allLayers: boolean;
  /** Both sides by their distinct images and coordinates, where that is known already; the points themselves are then not read. */
  indexed?: IndexedSides | undefined;
}

export interface IndexedSides {
  left: IndexedPoints;
  /** The left side again where there is no other. */
  right: IndexedPoints;
}

/** @param distinct finds the distinct rows of images and of coordinates */
export function indexSides(
  { points, others, indexed }: HypernetworkRequest,
  distinct?: (source: Matrix) => DistinctRows,
): IndexedSides {
  if (indexed) return indexed;
  const left = indexPoints(points, distinct);
  return { left, right: others === undefined ? left : indexPoints(others, distinct) };
}
