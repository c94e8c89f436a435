import type { Checkpoints } from '../checkpoints.ts';
import type { Control } from '../control.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hypernetwork } from '../kernels/architecture.ts';
import { type HypernetworkPoints, pointCount } from '../kernels/points.ts';
import { takeRows } from '../nd-array.ts';
import { checkFitExtras } from './dense/extras.ts';
import { type DenseProblem, type DenseRegression, fitDense } from './dense/fit.ts';
import { type FullGridRegression, fitFullGrid } from './full-grid/fit.ts';
import { fitByGradients, type GradientsRegression } from './iterative/fit.ts';
import { checkLabels, checkObserved } from './labels.ts';
import { fitNystrom, type NystromRegression } from './nystrom/fit.ts';
import { type ChosenSolver, checkSolver, chooseSolver, type SolverSpec } from './solver.ts';
import { checkStart, type StartingWeights } from './starting-weights.ts';
import { fitSubsets, type SubsetsRegression } from './subsets/fit.ts';
import { takePoints } from './take-points.ts';

export interface RegressionProblem extends DenseProblem {
  solver: SolverSpec;
  /** 1 where a point of a grid is observed, `[n·p]`; every point unless given. */
  observed?: Uint8Array | undefined;
  /** What conjugate gradients begin with; 0 unless given. */
  start?: StartingWeights | undefined;
}

export type FittedRegression = DenseRegression | FullGridRegression | GradientsRegression | NystromRegression | SubsetsRegression;

/**
 * Fits α = (K(U, U) + λI)⁻¹Y (the paper's Eq. 18) with the solver that is asked for.
 *
 * @throws HypertangentError `shape_mismatch` on labels or a mask that do not belong to the points,
 *   or on a start that does, `invalid_value` on a solver that cannot take them, and the solver's own errors
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
  if (solver.kind !== 'full_grid') return fitPoints(observedPoints(problem), solver, engine, control, checkpoints);
  const grid = { architecture: problem.architecture as Hypernetwork, points: points as HypernetworkPoints };
  const { start } = problem;
  const needed = [labels.shape[1], grid.points.x.shape[0], grid.points.z.shape[0]];
  if (start) checkStart(solver.kind, needed, { solver: start.solver, shape: start.weights.shape });
  return fitFullGrid({ ...problem, ...grid, ...solver, start: start?.weights.data }, engine, control, checkpoints);
}

/** Fits points of any kind, with or without a grid. */
function fitPoints(
  problem: RegressionProblem,
  solver: Exclude<ChosenSolver, { kind: 'full_grid' }>,
  engine: Engine,
  control: Control,
  checkpoints?: Checkpoints,
): Promise<FittedRegression> {
  // A mask may have left fewer points than were counted before.
  checkSolver(solver, problem);
  const { start, labels } = problem;
  if (start) checkStart(solver.kind, labels.shape, { solver: start.solver, shape: start.weights.shape });
  switch (solver.kind) {
    case 'cholesky':
      return fitDense(problem, engine, control);
    case 'conjugate_gradients':
      return fitByGradients({ ...problem, ...solver, start: start?.weights.data }, engine, control, checkpoints);
    case 'nystrom':
      return fitNystrom({ ...problem, ...solver }, engine, control);
    case 'subsets':
      return fitSubsets({ ...problem, ...solver }, engine, control);
  }
}

/** The same problem on the observed points alone, row by row; the problem itself where all are. */
export function observedPoints(problem: RegressionProblem): RegressionProblem {
  const { observed, points, labels } = problem;
  if (!observed) return problem;
  checkObserved(observed);
  const taken = Int32Array.from(observed.keys()).filter((point) => observed[point] !== 0);
  return { ...problem, points: takePoints(points, taken), labels: takeRows(labels, taken), observed: undefined };
}
