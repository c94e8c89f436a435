import { ROTATION_CLASSES } from '../../../src/datasets/rotations.ts';
import type { Condition, TrainingRequest } from '../trained/condition.ts';
import type { RotationImages } from './images.ts';
import type { RotationOptions } from './options.ts';
import { pointsOf } from './points.ts';

const HYPER_DEPTH = 4;
const RELU = { type: 'mlp', activation: { name: 'relu' } } as const;

/** Every depth and width of g at every learning rate. @param recordEvery epochs */
export function rotationConditions(images: RotationImages, options: RotationOptions, recordEvery: number): Condition[] {
  const { depths, learningRates } = options;
  return depths.flatMap((depth) =>
    options.widths[images.source]!.flatMap((width) =>
      learningRates.map((rate) => ({
        labels: { data: images.source, depth, width, 'learning rate': rate },
        request: (repeat) => requestOf(images, options, { depth, width, rate, recordEvery, repeat }),
      })),
    ),
  );
}

/** Steps of an epoch. */
export function stepsPerEpoch({ samples, batchSize }: Pick<RotationOptions, 'samples' | 'batchSize'>): number {
  return Math.ceil(samples / batchSize);
}

interface Particulars {
  depth: number;
  width: number;
  rate: number;
  recordEvery: number;
  repeat: number;
}

function requestOf(
  images: RotationImages,
  options: RotationOptions,
  { depth, width, rate, recordEvery, repeat }: Particulars,
): TrainingRequest {
  const { hyperWidth, parameterization, batchSize, epochs } = options;
  return {
    architecture: {
      type: 'hypernetwork',
      hyper: { ...RELU, depth: HYPER_DEPTH, width: hyperWidth },
      primary: { ...RELU, depth, width },
    },
    parameterization,
    train: pointsOf(images, 'train', repeat),
    test: pointsOf(images, 'test', repeat),
    loss: { kind: 'cross_entropy', classes: ROTATION_CLASSES },
    optimizer: { kind: 'sgd', learning_rate: rate },
    batch_size: batchSize,
    epochs,
    record_every: recordEvery * stepsPerEpoch(options),
    seed: repeat,
  };
}
