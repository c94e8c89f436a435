import { mlpOf, sgdOfMse } from '../modularity/networks.ts';
import type { Condition, TrainingRequest } from '../trained/condition.ts';
import type { Space, UniqueOptions } from './options.ts';
import { targetExamples } from './points.ts';

/** f1, once for each number of epochs. */
export function conditionsOf(space: Space, options: UniqueOptions): Condition[] {
  return options.epochs.map((epochs) => ({
    labels: { space, epochs },
    request: (repeat) => {
      const { width, start, images, batch, rate, momentum } = options;
      return {
        architecture: mlpOf({ activation: 'relu', start }, 2, width),
        parameterization: 'standard',
        train: targetExamples(space, options, repeat, 'train'),
        test: targetExamples(space, options, repeat, 'test'),
        optimizer: sgdOfMse(rate, momentum),
        batch_size: batch,
        epochs,
        record_every: epochs * Math.ceil(images / batch),
        seed: 2 * repeat,
      };
    },
  }));
}

/** f2: the same, from other weights. */
export function otherOne(request: TrainingRequest): TrainingRequest {
  return { ...request, seed: request.seed! + 1 };
}
