import { HypertangentError } from '../errors.ts';
import { takeRows } from '../nd-array.ts';
import type { Architecture, KernelOutput } from './architecture.ts';
import { HypernetworkGridRows } from './hypernetwork-grid.ts';
import { type CoordinatePair, HypernetworkPairRows, type PairFactors } from './hypernetwork-pairs.ts';
import { HypernetworkPointRows } from './hypernetwork-points.ts';
import { prepareHypernetwork } from './hypernetwork-problem.ts';
import type { HypernetworkRequest, IndexedSides } from './hypernetwork-request.ts';
import type { HypernetworkTables } from './hypernetwork-tables.ts';
import type { KernelRows } from './kernel-rows.ts';
import { MlpKernelRows } from './mlp.ts';
import { checkPoints, type HypernetworkPoints, type Points } from './points.ts';
import type { TilePasses } from './tile.ts';

/** Which kernels between which points. */
export interface KernelProblem {
  architecture: Architecture;
  points: Points;
  /** The other side; omitted: `points` against themselves. */
  points2?: Points;
  outputs: readonly KernelOutput[];
  /** Whether every layer of the outputs will be asked for, or the last alone. */
  layers: boolean;
  /**
   * Of a hypernetwork: instead of the kernel between all points, the one between images at each of these pairs
   * of coordinates; see {@link HypernetworkPairRows}.
   */
  pairs?: readonly CoordinatePair[];
  /** See {@link HypernetworkRequest}. */
  indexed?: IndexedSides;
}

/**
 * Checks that the points are inputs of the architecture and the outputs are its own.
 *
 * @throws HypertangentError `shape_mismatch`, `empty_array` or `invalid_value`
 */
export function checkProblem({ architecture, points, points2, outputs }: KernelProblem): void {
  checkPoints(architecture, points, '/points');
  if (points2 !== undefined) checkPoints(architecture, points2, '/points2', points);
  if (architecture.type === 'mlp') for (const output of outputs) checkMlpOutput(output);
}

/** The evaluator of a checked problem. */
export function kernelRowsOf(problem: KernelProblem, passes: TilePasses, tables?: HypernetworkTables): KernelRows {
  const { architecture, points, points2, pairs } = problem;
  if (architecture.type === 'mlp') return new MlpKernelRows(architecture, points.x, points2?.x, passes);
  if (pairs)
    return new HypernetworkPairRows(
      architecture,
      points as HypernetworkPoints,
      points2 as HypernetworkPoints | undefined,
      pairs,
      passes,
      pairFactors(problem, tables),
    );
  const prepared = prepareHypernetwork(hypernetworkRequest(problem)!, passes, tables);
  return prepared.classes
    ? new HypernetworkGridRows(prepared, prepared.classes, passes)
    : new HypernetworkPointRows(prepared, passes);
}

/** A checked problem as one of points of a hypernetwork; null for others. */
export function hypernetworkRequest({
  architecture,
  points,
  points2,
  outputs,
  layers,
  pairs,
  indexed,
}: KernelProblem): HypernetworkRequest | null {
  if (architecture.type === 'mlp' || pairs) return null;
  const others = points2 as HypernetworkPoints | undefined;
  return {
    architecture,
    points: points as HypernetworkPoints,
    ...(others && { others }),
    wanted: outputs,
    allLayers: layers,
    indexed,
  };
}

/** The images of a problem at pairs of coordinates, as a request for f's tables; null for other problems. */
export function pairsRequest({ architecture, points, points2, outputs, pairs }: KernelProblem): HypernetworkRequest | null {
  if (architecture.type === 'mlp' || pairs === undefined) return null;
  const images = (given: Points): HypernetworkPoints => {
    const { x, z } = given as HypernetworkPoints;
    return { x, z: takeRows(z, [0]), pairing: 'grid' };
  };
  const request = { architecture, points: images(points), wanted: outputs, allLayers: false };
  return points2 ? { ...request, others: images(points2) } : request;
}

function pairFactors({ indexed }: KernelProblem, tables: HypernetworkTables | undefined): PairFactors | undefined {
  if (!tables?.hyper || !indexed) return undefined;
  return { tables: tables.hyper, left: indexed.left.imageOf, right: indexed.right.imageOf };
}

function checkMlpOutput(output: KernelOutput): void {
  if (output === 'nngp' || output === 'ntk') return;
  throw new HypertangentError('invalid_value', `an mlp has the outputs nngp and ntk; ${output} belongs to hypernetworks`, {
    path: '/outputs',
    expected: 'nngp or ntk',
    received: output,
  });
}
