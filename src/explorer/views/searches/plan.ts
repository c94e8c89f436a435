import type { Schema } from '../../../client/index.ts';
import { numbersIn } from '../../formats/numbers.ts';
import type { Mlp } from '../../parts/architecture-form.tsx';
import { DATA_SETS, type DataSet, inputsOf, parseCsv } from './data-sets.ts';

export type SearchRequest = Schema<'SearchRequest'>;
export type Search = Schema<'Search'>;
export type Trial = Schema<'SearchTrial'>;
type CriterionKind = Search['criterion'];
/** Those that a person can have tried. */
export const ACTIVATION_NAMES = ['relu', 'erf', 'gelu', 'sin', 'tanh'] as const;
export type ActivationName = (typeof ACTIVATION_NAMES)[number];

/** What is chosen in the form, lists as they were typed. */
export interface SearchPlan {
  source: keyof typeof DATA_SETS | 'pasted';
  pasted: string;
  depths: string;
  activations: readonly ActivationName[];
  weightStds: string;
  biasStds: string;
  ridges: string;
  criterion: CriterionKind;
}

export const PLAN: SearchPlan = {
  source: 'wave',
  pasted: '',
  depths: '2, 3, 4',
  activations: ['relu', 'erf', 'gelu'],
  weightStds: '1, 1.5, 2',
  biasStds: '0.1, 0.5',
  ridges: '0.0001, 0.001, 0.01, 0.1',
  criterion: 'leave_one_out',
};

/** Where a search begins, and what one would use without it. */
export const START: Mlp = { type: 'mlp', depth: 3, activation: { name: 'relu' }, weight_std: 1, bias_std: 0.1 };
export const START_RIDGE = 0.01;

export const CRITERIA: readonly { value: CriterionKind; label: string; score: string }[] = [
  { value: 'leave_one_out', label: 'leave one out', score: 'mean squared error, leaving one out' },
  { value: 'cross_validation', label: 'cross-validation, 5 folds', score: 'mean squared error of what was held out' },
  { value: 'evidence', label: 'evidence', score: '−log marginal likelihood for each label' },
];

/** @throws Error that says what of the data or the lists cannot be read */
export function dataOf({ source, pasted }: SearchPlan): DataSet {
  return source === 'pasted' ? parseCsv(pasted) : DATA_SETS[source].data;
}

/** @throws Error as dataOf does */
export function requestOf(plan: SearchPlan): SearchRequest {
  const data = dataOf(plan);
  return {
    architecture: START,
    train: { x: inputsOf(data), y: [...data.y] },
    space: {
      depth: list('Depths', plan.depths),
      activation: named(plan.activations),
      weight_std: list('Weight std', plan.weightStds),
      bias_std: list('Bias std', plan.biasStds),
      ridge: list('Ridges', plan.ridges),
      kernel: ['ntk', 'nngp'],
    },
    criterion: { kind: plan.criterion },
  };
}

export function candidatesIn({ space }: SearchRequest): number {
  return Object.values(space).reduce((product, values) => product * values.length, 1);
}

function list(name: string, text: string): number[] {
  const numbers = [...new Set(numbersIn(text))];
  if (numbers.length === 0) throw new Error(`${name}: give at least one number`);
  return numbers;
}

function named(names: readonly ActivationName[]): { name: ActivationName }[] {
  if (names.length === 0) throw new Error('choose at least one activation');
  return names.map((name) => ({ name }));
}
