import { pointCount } from '../../kernels/points.ts';
import { checkFitExtras } from '../../regression/dense/extras.ts';
import { observedPoints } from '../../regression/fit.ts';
import { checkLabels } from '../../regression/labels.ts';
import { checkSolver } from '../../regression/solver.ts';
import { fitSubset } from '../../regression/subsets/fit.ts';
import { requireFinite } from './finite.ts';
import { keepSubset, keptSubset, subsetCheckpoint } from './kept-subsets.ts';
import type { Program } from './program.ts';
import { loadProblem } from './regressions.ts';

/** One subset of POST /v1/regressions with the solver `subsets`: fits it and keeps it for the regression. */
export const subsetProgram: Program<'regression_subset'> = async ({ regressionId, subset, regression }, context) => {
  const { problem: loaded } = await loadProblem(regression, context);
  checkLabels(loaded.labels, pointCount(loaded.points));
  const { solver } = regression;
  if (solver.kind !== 'subsets') throw new RangeError(`a subset of a regression with the solver ${solver.kind}`);
  checkFitExtras(solver.kind, loaded.kernel, pointCount(loaded.points), loaded);
  const problem = observedPoints(loaded);
  checkSolver(solver, problem);
  const subsets = { ...problem, ...solver };
  const checkpoint = subsetCheckpoint(subsets, subset, context.checkpoints);
  const kept = await keptSubset(subsets, subset, checkpoint);
  const part = kept ?? (await fitSubset(subsets, subset, context.engine, context.control));
  requireFinite(part.trainMse, 'the training error', '/train/y');
  if (kept === null) await keepSubset(part, checkpoint);
  await context.regressions.savePart(regressionId, subset, part);
  const { ridge, jitter, trainMse } = part;
  return { subset, points: solver.size, ridge, jitter, trainMse, provenance: context.provenance({ seed: solver.seed, jitter }) };
};
