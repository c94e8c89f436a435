import type { JobResult } from '../../jobs/job.ts';
import type { SearchInput } from '../../jobs/programs/program.ts';
import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import { DEFAULT_RIDGE } from '../../regression/ridge.ts';
import { type Criterion, DEFAULT_FOLDS } from '../../regression/search/criterion.ts';
import type { Trial } from '../../regression/search/search.ts';
import type { Axis, Settings, Space } from '../../regression/search/space.ts';
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

/** The settings' names in the contract. */
const NAMES = {
  depth: 'depth',
  hyperDepth: 'hyper_depth',
  primaryDepth: 'primary_depth',
  activation: 'activation',
  hyperActivation: 'hyper_activation',
  primaryActivation: 'primary_activation',
  weightStd: 'weight_std',
  biasStd: 'bias_std',
  lengthScale: 'length_scale',
  kernel: 'kernel',
  ridge: 'ridge',
} as const satisfies Record<Axis, keyof Schema<'SearchSpace'>>;
const AXES = Object.keys(NAMES) as Axis[];

function isActivation(axis: Axis): boolean {
  return axis === 'activation' || axis === 'hyperActivation' || axis === 'primaryActivation';
}

function space(source: Schema<'SearchSpace'>): Space {
  const named = AXES.filter((axis) => source[NAMES[axis]] !== undefined);
  return Object.fromEntries(
    named.map((axis) => [
      axis,
      isActivation(axis) ? (source[NAMES[axis]] as Schema<'Activation'>[]).map(activation) : source[NAMES[axis]],
    ]),
  );
}

function criterion(source: Schema<'SearchCriterion'>): Criterion {
  return source.kind === 'cross_validation' ? { kind: source.kind, folds: source.folds ?? DEFAULT_FOLDS } : { kind: source.kind };
}

export function trialBody({ settings, score, seconds }: Trial): Schema<'SearchTrial'> {
  return { settings: settingsBody(settings), score: Number.isFinite(score) ? score : null, seconds };
}

function settingsBody(settings: Partial<Settings>): Schema<'SearchSettings'> {
  const named = AXES.filter((axis) => settings[axis] !== undefined);
  return Object.fromEntries(
    named.map((axis) => [NAMES[axis], isActivation(axis) ? activationBody(settings[axis] as ActivationSpec) : settings[axis]]),
  );
}
