import type { Control } from '../control.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hypernetwork } from '../kernels/architecture.ts';
import { type HypernetworkPoints, type Points, pointCount } from '../kernels/points.ts';
import { type Matrix, matrix, row } from '../nd-array.ts';
import { checkFitExtras } from './dense/extras.ts';
import { type DenseProblem, type DenseRegression, fitDense } from './dense/fit.ts';
import { type FullGridRegression, fitFullGrid } from './full-grid/fit.ts';
import { checkLabels, checkObserved } from './labels.ts';
import type { Checkpoints } from './regression.ts';
import { chooseSolver, type SolverSpec } from './solver.ts';

export interface RegressionProblem extends DenseProblem {
  solver: SolverSpec;
  /** 1 where a point of a grid is observed, `[n·p]`; every point unless given. */
  observed?: Uint8Array | undefined;
}

export type FittedRegression = DenseRegression | FullGridRegression;

/**
 * Fits α = (K(U, U) + λI)⁻¹Y (the paper's Eq. 18) with the solver that is asked for.
 *
 * @throws HypertangentError `shape_mismatch` on labels or a mask that do not belong to the points,
 *   `invalid_value` on a solver that cannot take them, and the solver's own errors
 */
export async function fitRegression(
  problem: RegressionProblem,
  engine: Engine,
  control: Control,
  checkpoints?: Checkpoints,
): Promise<FittedRegression> {
  const { points, labels, observed } = problem;
  checkLabels(labels, pointCount(points));
  if (observed) checkObserved(observed);
  const solver = chooseSolver(problem.solver, problem);
  checkFitExtras(solver.kind, problem.kernel, pointCount(points), problem);
  if (solver.kind === 'cholesky') return fitDense(observed ? onlyObserved(problem, observed) : problem, engine, control);
  const grid = { architecture: problem.architecture as Hypernetwork, points: points as HypernetworkPoints };
  return fitFullGrid({ ...problem, ...grid, ...solver }, engine, control, checkpoints);
}

/** The observed points of a grid, row by row, with their labels. */
function onlyObserved(problem: DenseProblem, observed: Uint8Array): DenseProblem {
  const { x, z } = problem.points as HypernetworkPoints;
  const taken = Array.from(observed.keys()).filter((point) => observed[point] !== 0);
  const p = z.shape[0];
  const points: Points = {
    x: pick(x, taken, (point) => Math.floor(point / p)),
    z: pick(z, taken, (point) => point % p),
    pairing: 'rows',
  };
  return { ...problem, points, labels: pick(problem.labels, taken, (point) => point) };
}

function pick(source: Matrix, points: readonly number[], rowOf: (point: number) => number): Matrix {
  const out = matrix(points.length, source.shape[1]);
  for (const [k, point] of points.entries()) out.data.set(row(source, rowOf(point)), k * source.shape[1]);
  return out;
}
