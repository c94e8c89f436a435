import { pointCount } from '../../kernels/points.ts';
import { checkFitExtras } from '../../regression/dense/extras.ts';
import { observedPoints } from '../../regression/fit.ts';
import { checkLabels } from '../../regression/labels.ts';
import { checkSolver } from '../../regression/solver.ts';
import { fitSubset, type SubsetPart } from '../../regression/subsets/fit.ts';
import { requireFinite } from './finite.ts';
import { keepSubset, keptSubset, subsetCheckpoint } from './kept-subsets.ts';
import type { Program } from './program.ts';
import { loadProblem } from './regressions.ts';

/** One subset of POST /v1/regressions with the solver `subsets`, unless the regression is there already. */
export const subsetProgram: Program<'regression_subset'> = async ({ regressionId, subset, regression }, context) => {
  const { solver } = regression;
  if (solver.kind !== 'subsets') throw new RangeError(`a subset of a regression with the solver ${solver.kind}`);
  const answer = (part: SubsetPart) => {
    const provenance = context.provenance({ seed: solver.seed, jitter: part.jitter });
    return { ...part, subset, points: solver.size, provenance };
  };
  const fitted = await context.regressions.fittedSubset(regressionId, subset);
  if (fitted) return answer(fitted);
  const { problem: loaded } = await loadProblem(regression, context);
  checkLabels(loaded.labels, pointCount(loaded.points));
  checkFitExtras(solver.kind, loaded.kernel, pointCount(loaded.points), loaded);
  const problem = observedPoints(loaded);
  checkSolver(solver, problem);
  const subsets = { ...problem, ...solver };
  const checkpoint = subsetCheckpoint(subsets, subset, context.checkpoints);
  const kept = await keptSubset(subsets, subset, checkpoint);
  const part = kept ?? (await fitSubset(subsets, subset, context.engine, context.control));
  requireFinite(part.trainMse, 'the training error', '/train/y');
  if (kept === null) await keepSubset(part, checkpoint);
  return answer(part);
};
