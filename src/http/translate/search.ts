import type { JobResult } from '../../jobs/job.ts';
import type { SearchInput } from '../../jobs/programs/program.ts';
import { DEFAULT_RIDGE } from '../../regression/ridge.ts';
import { type Criterion, DEFAULT_FOLDS } from '../../regression/search/criterion.ts';
import type { Trial } from '../../regression/search/search.ts';
import type { Settings, Space } from '../../regression/search/space.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { Schema } from '../contract/types.ts';
import { activation, activationBody, architecture, architectureBody } from './architecture.ts';
import { arrayInput, pointsInput } from './arrays.ts';
import { solver } from './regression.ts';

const DEFAULT_CANDIDATES = 1000;
const DEFAULT_SECONDS = 3600;

export async function searchInput(body: Schema<'SearchRequest'>, arrays: ArrayStore): Promise<SearchInput> {
  const { y, ...points } = body.train;
  return {
    architecture: architecture(body.architecture),
    kernel: body.kernel ?? 'ntk',
    train: { ...(await pointsInput(points, '/train', arrays)), y: await arrayInput(y, '/train/y', arrays) },
    ridge: body.ridge ?? DEFAULT_RIDGE.value,
    space: space(body.space),
    ...(body.criterion && { criterion: criterion(body.criterion) }),
    strategy: body.strategy ?? 'grid',
    budget: { candidates: body.budget?.candidates ?? DEFAULT_CANDIDATES, seconds: body.budget?.seconds ?? DEFAULT_SECONDS },
    seed: body.seed ?? 0,
    solver: solver(body.solver),
  };
}

export function searchBody(result: JobResult<'search'>): Schema<'Search'> {
  const { choice, ridge, score } = result.best;
  return {
    criterion: result.criterion,
    best: {
      architecture: architectureBody(choice.architecture),
      kernel: choice.kernel,
      ridge: { value: ridge, scale: 'absolute' },
      score,
    },
    trials: result.trials.map(trialBody),
    complete: result.complete,
    provenance: result.provenance,
  };
}

function space(source: Schema<'SearchSpace'>): Space {
  const { hyper_depth, primary_depth, activation: all, hyper_activation, primary_activation, weight_std, bias_std } = source;
  const { depth, length_scale, ridge, kernel } = source;
  return {
    ...(depth && { depth }),
    ...(hyper_depth && { hyperDepth: hyper_depth }),
    ...(primary_depth && { primaryDepth: primary_depth }),
    ...(all && { activation: all.map(activation) }),
    ...(hyper_activation && { hyperActivation: hyper_activation.map(activation) }),
    ...(primary_activation && { primaryActivation: primary_activation.map(activation) }),
    ...(weight_std && { weightStd: weight_std }),
    ...(bias_std && { biasStd: bias_std }),
    ...(length_scale && { lengthScale: length_scale }),
    ...(ridge && { ridge }),
    ...(kernel && { kernel }),
  };
}

function criterion(source: Schema<'SearchCriterion'>): Criterion {
  return source.kind === 'cross_validation' ? { kind: source.kind, folds: source.folds ?? DEFAULT_FOLDS } : { kind: source.kind };
}

function trialBody({ settings, score, seconds }: Trial): Schema<'SearchTrial'> {
  return { settings: settingsBody(settings), score: Number.isFinite(score) ? score : null, seconds };
}

function settingsBody(settings: Partial<Settings>): Schema<'SearchSettings'> {
  const { hyperDepth, primaryDepth, activation: all, hyperActivation, primaryActivation, weightStd, biasStd } = settings;
  const { depth, lengthScale, ridge, kernel } = settings;
  return {
    ...(depth !== undefined && { depth }),
    ...(hyperDepth !== undefined && { hyper_depth: hyperDepth }),
    ...(primaryDepth !== undefined && { primary_depth: primaryDepth }),
    ...(all && { activation: activationBody(all) }),
    ...(hyperActivation && { hyper_activation: activationBody(hyperActivation) }),
    ...(primaryActivation && { primary_activation: activationBody(primaryActivation) }),
    ...(weightStd !== undefined && { weight_std: weightStd }),
    ...(biasStd !== undefined && { bias_std: biasStd }),
    ...(lengthScale !== undefined && { length_scale: lengthScale }),
    ...(ridge !== undefined && { ridge }),
    ...(kernel && { kernel }),
  };
}
