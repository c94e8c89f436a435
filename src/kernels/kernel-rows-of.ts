import { HypertangentError } from '../errors.ts';
import type { Architecture, KernelOutput } from './architecture.ts';
import { HypernetworkGridRows } from './hypernetwork-grid.ts';
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
  const { architecture, points, points2 } = problem;
  if (architecture.type === 'mlp') return new MlpKernelRows(architecture, points.x, points2?.x, passes);
  const prepared = prepareHypernetwork(hypernetworkRequest(problem)!, passes, tables);
  return prepared.classes
    ? new HypernetworkGridRows(prepared, prepared.classes, passes)
    : new HypernetworkPointRows(prepared, passes);
}

/** A checked problem as one of hypernetworks; null for an mlp. */
export function hypernetworkRequest({
  architecture,
  points,
  points2,
  outputs,
  layers,
  indexed,
}: KernelProblem): HypernetworkRequest | null {
  if (architecture.type === 'mlp') return null;
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

function checkMlpOutput(output: KernelOutput): void {
  if (output === 'nngp' || output === 'ntk') return;
  throw new HypertangentError('invalid_value', `an mlp has the outputs nngp and ntk; ${output} belongs to hypernetworks`, {
    path: '/outputs',
    expected: 'nngp or ntk',
    received: output,
  });
}
