import { NETWORKS, type NetworkName, type NetworkShape, networkOf, primarySize, sgdOfMse } from '../modularity/networks.ts';
import type { Condition } from '../trained/condition.ts';
import type { ColorizationOptions } from './options.ts';
import { colourExamples } from './points.ts';

/** A pixel's row and column, and its red, green and blue. */
const [COORDINATES, COLOURS] = [2, 3];

export function conditionsOf(options: ColorizationOptions): Condition[] {
  return options.depths.flatMap((depth) => NETWORKS.map((network) => conditionOf(network, depth, options)));
}

function conditionOf(network: NetworkName, depth: number, options: ColorizationOptions): Condition {
  const { width, primaryWidth, start, images, pixels, batch, epochs, rate } = options;
  const shape: NetworkShape = { activation: 'elu', start, depth, width, primaryWidth, embeddingSize: 1 };
  // As large as g.
  const embeddingSize = primarySize(shape, COORDINATES, COLOURS);
  return {
    labels: { network, depth },
    request: (repeat) => ({
      ...networkOf(network, { ...shape, embeddingSize }),
      train: colourExamples(options, repeat, 'train'),
      test: colourExamples(options, repeat, 'test'),
      optimizer: sgdOfMse(rate),
      batch_size: batch,
      epochs,
      record_every: epochs * Math.ceil((images * pixels) / batch),
      seed: repeat,
    }),
  };
}
