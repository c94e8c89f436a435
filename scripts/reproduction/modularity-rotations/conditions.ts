import { ROTATION_CLASSES } from '../../../src/datasets/rotations.ts';
import { NETWORKS, type NetworkName, type NetworkShape, networkOf, primarySize } from '../modularity/networks.ts';
import type { Condition } from '../trained/condition.ts';
import type { RotationStudy, RotationsOptions } from './options.ts';
import { rotationExamples } from './points.ts';

/** Units of the hidden layer of g and q. */
const PRIMARY_WIDTH = 10;

/** Where nothing varies but the study's own. */
interface Setting {
  depth: number;
  embedding: number;
  rate: number;
}

/** @param pixels of an image, all channels */
export function conditionsOf(study: RotationStudy, pixels: number, options: RotationsOptions): Condition[] {
  return settingsOf(study, pixels, options).flatMap((setting) =>
    NETWORKS.map((network) => conditionOf(study, network, setting, options)),
  );
}

function settingsOf(study: RotationStudy, pixels: number, options: RotationsOptions): Setting[] {
  const { depth, depths, embeddings, rate, rates } = options;
  // As large as g.
  const embedding = primarySize(shapeOf(options, { depth, embedding: 1, rate }), pixels, ROTATION_CLASSES);
  switch (study) {
    case 'depth':
      return depths.map((own) => ({ depth: own, embedding, rate }));
    case 'embedding':
      return embeddings.map((own) => ({ depth, embedding: own, rate }));
    case 'rate':
      return rates.map((own) => ({ depth, embedding, rate: own }));
  }
}

function conditionOf(study: RotationStudy, network: NetworkName, setting: Setting, options: RotationsOptions): Condition {
  const { images, batch, epochs } = options;
  return {
    labels: { study, network, depth: setting.depth, 'embedding dimension': setting.embedding, 'learning rate': setting.rate },
    request: (repeat) => ({
      ...networkOf(network, shapeOf(options, setting)),
      train: rotationExamples(options, repeat, 'train'),
      test: rotationExamples(options, repeat, 'test'),
      loss: { kind: 'cross_entropy', classes: ROTATION_CLASSES },
      optimizer: { kind: 'sgd', learning_rate: setting.rate },
      batch_size: batch,
      epochs,
      record_every: epochs * Math.ceil(images / batch),
      seed: repeat,
    }),
  };
}

function shapeOf({ width, start }: RotationsOptions, { depth, embedding }: Setting): NetworkShape {
  return { activation: 'relu', start, depth, width, primaryWidth: PRIMARY_WIDTH, embeddingSize: embedding };
}
