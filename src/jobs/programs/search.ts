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
import { gridOrder, ridgesOf, type SearchPlan, search, type Trial } from '../../regression/search/search.ts';
import { chooseSearchSolver, type SearchSolver } from '../../regression/search/solver.ts';
import { gatheredProvenance } from './gathered-provenance.ts';
import { asMatrix, loadPoints } from './load-array.ts';
import type { SearchCandidatesOutput } from './part-types.ts';
import type { Program, ProgramContext, SearchInput, SearchOutput } from './program.ts';

/** In which the chunk that leads tries one candidate at least. */
const LEAST_SECONDS = Number.MIN_VALUE;

/** POST /v1/searches */
export const searchProgram: Program<'search'> = async ({ parts, ...input }, context) => {
  const tried = parts ? gathered(input, parts) : await tryCandidates(input, {}, context);
  const provenance = context.provenance({ seed: input.seed });
  return { ...ranked(tried), provenance: parts ? gatheredProvenance(provenance, parts) : provenance };
};

/** Some of its candidates. */
export const searchCandidatesProgram: Program<'search_candidates'> = async (
  { search: input, places, deadline, leads },
  context,
) => {
  const ridges = ridgesOf({ base: input, space: input.space }).length;
  const left = Math.max((deadline - Date.now()) / 1000, leads ? LEAST_SECONDS : 0);
  const plan = { places, mostCandidates: places.length * ridges, mostSeconds: left };
  const { criterion, trials, complete } = await tryCandidates(input, plan, context);
  return {
    criterion,
    trials: trials.map((trial, index) => ({ ...trial, place: places[Math.floor(index / ridges)]! })),
    complete,
    provenance: context.provenance({ seed: input.seed }),
  };
};

/** What was tried, in the order in which it was. */
interface Tried {
  criterion: Criterion['kind'];
  trials: Trial[];
  complete: boolean;
}

async function tryCandidates(
  input: SearchInput,
  limits: Partial<SearchPlan>,
  context: Pick<ProgramContext, 'load' | 'engine' | 'control'>,
): Promise<Tried> {
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
    ...limits,
  };
  context.control.stage('search');
  // The stages of each candidate would pass by too fast to be read.
  const quiet: Control = { checkpoint: (fraction) => context.control.checkpoint(fraction), stage: () => {} };
  const { trials, complete } = await search(plan, scorer, quiet);
  return { criterion: criterion.kind, trials, complete };
}

/** In the order in which one job would have tried them; a score that is no number is lost where parts are kept as JSON. */
function gathered(input: SearchInput, parts: readonly SearchCandidatesOutput[]): Tried {
  const { space, seed } = input;
  const candidates = gridOrder(space, seed).length * ridgesOf({ base: input, space }).length;
  const trials = parts.flatMap((part) => part.trials).sort((a, b) => a.place - b.place);
  return {
    criterion: parts[0]!.criterion,
    trials: trials.map(({ place: _, ...trial }) => (Number.isFinite(trial.score) ? trial : { ...trial, score: Number.NaN })),
    complete: trials.length === candidates,
  };
}

/** Best first. */
function ranked({ criterion, trials, complete }: Tried): Omit<SearchOutput, 'provenance'> {
  const ordered = trials.toSorted((a, b) => rank(a) - rank(b));
  const [best] = ordered;
  if (best === undefined || rank(best) === Number.POSITIVE_INFINITY) throw nothingSolved(trials);
  return { criterion, best, trials: ordered, complete };
}

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
