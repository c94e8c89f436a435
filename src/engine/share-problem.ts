import { type CoordinateTable, indexSides } from '../kernels/hypernetwork-problem.ts';
import { hypernetworkRequest, type KernelProblem } from '../kernels/kernel-rows-of.ts';
import type { IndexedPoints, Points } from '../kernels/points.ts';
import { shareIndices, shareMatrix } from '../threads/shared.ts';

/**
 * A problem whose numbers threads share.
 *
 * Points of a hypernetwork are indexed here, once for all threads, and only their distinct images and
 * coordinates are sent.
 */
export function shareProblem(problem: KernelProblem): KernelProblem {
  const request = hypernetworkRequest(problem);
  if (request === null) {
    const share = <T extends Points>(points: T): T => ({ ...points, x: shareMatrix(points.x) });
    return { ...problem, points: share(problem.points), ...(problem.points2 && { points2: share(problem.points2) }) };
  }
  const { left, right } = indexSides(request);
  const sharedLeft = shareIndexed(left);
  const indexed = { left: sharedLeft, right: right === left ? sharedLeft : shareIndexed(right) };
  return {
    ...problem,
    indexed,
    points: distinctPoints(indexed.left),
    ...(request.others && { points2: distinctPoints(indexed.right) }),
  };
}

function shareIndexed(points: IndexedPoints): IndexedPoints {
  return { ...points, images: shareMatrix(points.images), coordinates: shareMatrix(points.coordinates) };
}

/** Stands for the points where only their index is read. */
function distinctPoints({ images, coordinates }: IndexedPoints) {
  return { x: images, z: coordinates, pairing: 'grid' as const };
}

/** The same table, its largest part in memory that threads share. */
export function shareCoordinateTable(table: CoordinateTable | null): CoordinateTable | null {
  if (table === null) return null;
  const { cross, classes } = table;
  return {
    ...table,
    cross: shareMatrix(cross),
    classes: classes && { ...classes, classOf: shareIndices(classes.classOf) },
  };
}
