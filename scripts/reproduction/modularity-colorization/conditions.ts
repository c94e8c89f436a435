import { NETWORKS, type NetworkName, type NetworkShape, networkOf, primarySize } from '../modularity/networks.ts';
import type { Condition } from '../trained/condition.ts';
import type { ColorizationOptions } from './options.ts';
import { colourExamples } from './points.ts';

/** A pixel's row and column, and its red, green and blue. */
const [COORDINATES, COLOURS] = [2, 3];

/** The service has half of the squared error, whose gradient is half as large. */
const OF_HALF_THE_ERROR = 2;

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
      optimizer: { kind: 'sgd', learning_rate: OF_HALF_THE_ERROR * rate },
      batch_size: batch,
      epochs,
      record_every: epochs * Math.ceil((images * pixels) / batch),
      seed: repeat,
    }),
  };
}
