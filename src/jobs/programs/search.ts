import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { HypertangentError } from '../../errors.ts';
import { checkPoints, type HypernetworkPoints, pointCount } from '../../kernels/points.ts';
import { TableCache } from '../../kernels/table-cache.ts';
import { checkLabels } from '../../regression/labels.ts';
import { type Criterion, DEFAULT_FOLDS, type Scorer, type TrainingSet } from '../../regression/search/criterion.ts';
import { denseCrossValidation, spectralScorer } from '../../regression/search/dense-scorers.ts';
import { foreseenOf, MOST_TABLE_BYTES } from '../../regression/search/foreseen.ts';
import { gridCrossValidation } from '../../regression/search/grid-scorer.ts';
import { search, type Trial } from '../../regression/search/search.ts';
import { chooseSearchSolver, type SearchSolver } from '../../regression/search/solver.ts';
import { asMatrix, loadPoints } from './load-array.ts';
import type { Program } from './program.ts';

/** POST /v1/searches */
export const searchProgram: Program<'search'> = async (input, context) => {
  const { architecture, kernel, ridge, space, strategy, seed, budget } = input;
  const points = await loadPoints(input.train, '/train', context);
  checkPoints(architecture, points, '/train');
  const labels = asMatrix(await context.load(input.train.y, '/train/y'), '/train/y', 'column');
  checkLabels(labels, pointCount(points));
  const training = { points, labels };
  const solver = chooseSearchSolver(input.solver, { architecture, points, ridge: { value: ridge } });
  const criterion = input.criterion ?? defaultCriterion(solver);
  const tables = new TableCache(MOST_TABLE_BYTES, foreseenOf({ architecture, kernel }, space));
  const engine = { ...context.engine, kernels: context.engine.kernels.sharing(tables) };
  const scorer = scorerOf(criterion, solver, training, seed, engine);
  const plan = {
    base: { architecture, kernel, ridge },
    space,
    strategy,
    mostCandidates: budget.candidates,
    mostSeconds: budget.seconds,
    seed,
  };
  context.control.stage('search');
  // The stages of each candidate would pass by too fast to be read.
  const quiet: Control = { checkpoint: (fraction) => context.control.checkpoint(fraction), stage: () => {} };
  const { trials, best, complete } = await search(plan, scorer, quiet);
  if (best < 0) throw nothingSolved(trials);
  const ranked = trials.toSorted((a, b) => rank(a) - rank(b));
  return { criterion: criterion.kind, best: ranked[0]!, trials: ranked, complete, provenance: context.provenance({ seed }) };
};

function defaultCriterion(solver: SearchSolver): Criterion {
  return solver.kind === 'full_grid' ? { kind: 'cross_validation', folds: DEFAULT_FOLDS } : { kind: 'leave_one_out' };
}

function scorerOf(criterion: Criterion, solver: SearchSolver, training: TrainingSet, seed: number, engine: Engine): Scorer {
  if (criterion.kind !== 'cross_validation') return spectralScorer(training, criterion.kind, engine);
  const { folds } = criterion;
  if (solver.kind !== 'full_grid') return denseCrossValidation(training, folds, seed, engine);
  const { labels } = training;
  return gridCrossValidation({ ...solver, points: training.points as HypernetworkPoints, labels, folds, seed }, engine);
}

function rank({ score }: Trial): number {
  return Number.isNaN(score) ? Number.POSITIVE_INFINITY : score;
}

function nothingSolved(trials: readonly Trial[]): HypertangentError {
  const message = `none of the ${trials.length} candidates could be solved: K + λI was not positive definite; try larger ridges`;
  return new HypertangentError('invalid_value', message, {
    path: '/space',
    expected: 'a candidate that can be solved',
    received: trials.length,
  });
}
