import type { Schema } from '../../../client/index.ts';
import { short } from '../../formats/numbers.ts';
import type { Hypernetwork } from '../../parts/architecture-form.tsx';
import { erasedPixels, type Mask } from './erasures.ts';
import { type Image, PIXELS, SIDE } from './sample.ts';

export type Kernel = Schema<'RegressionKernel'>;

export interface Model {
  architecture: Hypernetwork;
  /** λ, absolute. */
  ridge: number;
  /** Training digits whose seen part is nearest to the one to complete. */
  neighbours: number;
}

export const MODEL: Model = {
  architecture: {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: 3, activation: { name: 'erf' }, weight_std: 1.5, bias_std: 0.1 },
    primary: { type: 'mlp', depth: 2, activation: { name: 'erf' }, weight_std: 1.5, bias_std: 0.1 },
    coordinate_features: { kind: 'fourier_limit', length_scale: 2 },
  },
  ridge: 0.3,
  neighbours: 14,
};

/** Erased pixels that each neighbour tells, and seen pixels that the digit itself tells, at most. */
export const TOLD_BY_NEIGHBOURS = 48;
export const TOLD_BY_ITSELF = 48;
/** The prior's standard deviation is nowhere smaller. */
const LEAST_SCALE = 0.05;
/** Where the neighbours differ less than this, there is nothing to learn. */
const LEAST_DIFFERENCE = 0.02;

/** What a completion is computed from: the prior that neighbours give, and a regression on what deviates from it. */
export interface Plan {
  nearest: readonly Image[];
  /** Mean and standard deviation of every pixel over the neighbours. */
  mean: Image;
  scale: Image;
  erased: readonly number[];
  points: number;
  train: Schema<'TrainingData'>;
  test: Schema<'Points'>;
}

/**
 * The regression that completes a digit.
 *
 * Labels are (pixel − mean)/scale at pairs of an image, as far as it is seen, and a pixel's place: of the neighbours at some
 * erased pixels, of the digit itself at the seen pixels along their edge.
 */
export function planOf(image: Image, seen: Mask, training: readonly Image[], neighbours: number): Plan {
  const masked = (other: Image) => other.map((value, pixel) => value * seen[pixel]!);
  const nearest = nearestTo(image, seen, training, neighbours);
  const mean = perPixel((pixel) => average(nearest, (other) => other[pixel]!));
  const spread = perPixel((pixel) => Math.sqrt(average(nearest, (other) => (other[pixel]! - mean[pixel]!) ** 2)));
  const scale = spread.map((value) => Math.max(value, LEAST_SCALE));
  const erased = erasedPixels(seen);
  const differing = erased.filter((pixel) => spread[pixel]! > LEAST_DIFFERENCE);
  const told = some(differing.length > 0 ? differing : erased, TOLD_BY_NEIGHBOURS);
  const edge = alongEdge(seen, erased).slice(0, TOLD_BY_ITSELF);
  const pixels = [...told, ...edge];
  const label = (other: Image) => pixels.map((pixel) => short((other[pixel]! - mean[pixel]!) / scale[pixel]!));
  const images = [image, ...nearest];
  return {
    nearest,
    mean,
    scale,
    erased,
    points: nearest.length * told.length + edge.length,
    train: {
      x: images.map((other) => Array.from(masked(other), short)),
      z: pixels.map(place),
      pairing: 'grid',
      y: images.flatMap(label),
      observed: images.map((_, index) => pixels.map((__, at) => Number(at < told.length === index > 0))),
    },
    test: { x: [Array.from(masked(image), short)], z: erased.map(place), pairing: 'grid' },
  };
}

export function fitRequest({ train }: Plan, { architecture, ridge }: Model, kernel: Kernel): Schema<'RegressionRequest'> {
  return { architecture, kernel, train, ridge: { value: ridge }, solver: { kind: 'cholesky' } };
}

function nearestTo(image: Image, seen: Mask, training: readonly Image[], count: number): Image[] {
  const distance = (other: Image) => other.reduce((sum, value, pixel) => sum + seen[pixel]! * (value - image[pixel]!) ** 2, 0);
  return training
    .map((other) => ({ other, distance: distance(other) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ other }) => other);
}

/** Seen pixels, those next to erased ones first. */
function alongEdge(seen: Mask, erased: readonly number[]): number[] {
  const away = (pixel: number) =>
    erased.reduce(
      (least, other) => Math.min(least, Math.max(...place(pixel).map((at, axis) => Math.abs(at - place(other)[axis]!)))),
      SIDE,
    );
  return Array.from(seen.keys())
    .filter((pixel) => seen[pixel] === 1)
    .map((pixel) => ({ pixel, away: away(pixel) }))
    .sort((a, b) => a.away - b.away)
    .map(({ pixel }) => pixel);
}

/** At most so many of them, spread evenly and without a pattern: steps of the golden ratio through all. */
function some(pixels: readonly number[], most: number): number[] {
  const order = pixels.map((pixel, index) => ({ pixel, key: (index * 0.6180339887498949) % 1 }));
  return order
    .sort((a, b) => a.key - b.key)
    .slice(0, most)
    .map(({ pixel }) => pixel);
}

const place = (pixel: number): [row: number, column: number] => [Math.floor(pixel / SIDE), pixel % SIDE];
const perPixel = (value: (pixel: number) => number): Image => Float32Array.from({ length: PIXELS }, (_, pixel) => value(pixel));
const average = (images: readonly Image[], value: (image: Image) => number) =>
  images.reduce((sum, image) => sum + value(image), 0) / images.length;
