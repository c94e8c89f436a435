import { type DistinctRows, distinctRows } from '../kernels/distinct-rows.ts';
import { indexSides } from '../kernels/hypernetwork-request.ts';
import type { CoordinateTable } from '../kernels/hypernetwork-tables.ts';
import { hypernetworkRequest, type KernelProblem, pairsRequest } from '../kernels/kernel-rows-of.ts';
import type { Points } from '../kernels/points.ts';
import type { TableCache } from '../kernels/table-cache.ts';
import type { Matrix } from '../nd-array.ts';
import { shareIndices, shareMatrix } from '../threads/shared.ts';

/**
 * A problem whose numbers threads share.
 *
 * Points of a hypernetwork are indexed here, once for all threads, and only their distinct images and
 * coordinates are sent.
 *
 * @param cache holds the distinct rows of points for other problems with the same points
 */
export function shareProblem(problem: KernelProblem, cache?: TableCache): KernelProblem {
  const distinct = (source: Matrix) => (cache ? cache.ofMatrix(source, () => sharedRows(source)) : sharedRows(source));
  const request = hypernetworkRequest(problem);
  if (request === null) {
    const share = <T extends Points>(points: T): T => ({ ...points, x: shareMatrix(points.x) });
    const pairs = cache ? pairsRequest(problem) : null;
    return {
      ...problem,
      points: share(problem.points),
      ...(problem.points2 && { points2: share(problem.points2) }),
      ...(pairs && { indexed: indexSides(pairs, distinct) }),
    };
  }
  const indexed = indexSides(request, distinct);
  return {
    ...problem,
    indexed,
    points: distinctPoints(indexed.left),
    ...(request.others && { points2: distinctPoints(indexed.right) }),
  };
}

function sharedRows(source: Matrix): DistinctRows {
  const { rows, indexOf } = distinctRows(source);
  return { rows: shareMatrix(rows), indexOf };
}

/** Stands for the points where only their index is read. */
function distinctPoints({ images, coordinates }: { images: Matrix; coordinates: Matrix }) {
  return { x: images, z: coordinates, pairing: 'grid' as const };
}

/** The same table, its largest part in memory that threads share. */
export function shareCoordinateTable(table: CoordinateTable): CoordinateTable {
  const { cross, classes } = table;
  return {
    ...table,
    cross: shareMatrix(cross),
    classes: classes && { ...classes, classOf: shareIndices(classes.classOf) },
  };
}
