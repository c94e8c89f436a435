import type { Schema } from '../../../src/http/contract/types.ts';
import { IMAGE_SHAPE } from '../../lib/mnist.ts';
import type { Kernel, Task } from './paper.ts';

type Completion = Schema<'ImageCompletionRequest'>;
type Search = Schema<'SearchRequest'>;

/** How a cell of the table is computed. */
export const PROTOCOLS = ['a', 'b', 'c'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const PROTOCOL_TITLES: Record<Protocol, string> = {
  a: "the authors' protocol: 20 random pixels of each image, averaged regressors",
  b: 'all pixels at once, same ridge and length scale',
  c: 'all pixels at once, hyperparameters from the training images alone',
};

/** As in the authors' experiments: f with two hidden layers, g with one. */
const PIXELS = 20;
export const REGRESSORS = 5;
const RIDGE = { value: 0.001, scale: 'absolute' as const };
const LENGTH_SCALE = Math.SQRT2;

/** What a search chooses. */
export type Choice = Pick<Schema<'Search'>['best'], 'architecture' | 'ridge'>;

export const BASE: Choice = {
  architecture: {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
    primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
    coordinate_features: { kind: 'fourier_limit', length_scale: LENGTH_SCALE },
  },
  ridge: RIDGE,
};

/** Ids of uploaded arrays. */
export interface Arrays {
  train: string;
  test: string;
}

export function completion(
  protocol: Protocol,
  { mask }: Task,
  { kernel }: Kernel,
  { train, test }: Arrays,
  { architecture, ridge }: Choice,
  seed: number,
): Completion {
  const sampled = { pixels_per_image: PIXELS, regressors: REGRESSORS, seed };
  const whole = { pixels_per_image: 'all' as const, solver: { kind: 'full_grid' as const } };
  return {
    architecture: architecture as Completion['architecture'],
    kernel,
    ridge,
    image_shape: IMAGE_SHAPE,
    mask,
    train: { images: { array_id: train } },
    test: { images: { array_id: test }, truth: { array_id: test } },
    ...(protocol === 'a' ? sampled : whole),
  };
}

/** Coarse tolerances are enough to rank candidates. */
const SEARCH_TOLERANCE = 1e-4;
const FOLDS = 4;

/** Cross-validation over the training images, beginning with the authors' settings. */
export function choosing(kernel: Kernel['kernel'], arrays: { x: string; z: string; y: string }, seconds: number): Search {
  return {
    architecture: BASE.architecture,
    kernel,
    train: { x: { array_id: arrays.x }, z: { array_id: arrays.z }, pairing: 'grid', y: { array_id: arrays.y } },
    space: {
      length_scale: [LENGTH_SCALE, 1, 2, 3],
      hyper_depth: [3, 2, 5],
      primary_depth: [2, 3],
      bias_std: [0, 0.3],
      hyper_activation: [{ name: 'relu' }, { name: 'erf' }, { name: 'gelu' }],
      ridge: [0.001, 0.003, 0.01, 0.03, 0.1],
    },
    criterion: { kind: 'cross_validation', folds: FOLDS },
    strategy: 'descent',
    budget: { seconds },
    solver: { kind: 'full_grid', tolerance: SEARCH_TOLERANCE },
  };
}
