import type { Task } from '../table1/paper.ts';
import { BASE } from '../table1/protocols.ts';
import type { Condition } from '../trained/condition.ts';
import { examplesAt } from '../trained/points.ts';
import { PIXELS } from './data.ts';
import type { Table1HypernetworkOptions } from './options.ts';

/** Of arrays: a run is known by its request, so the name says what the numbers depend on. */
export function dataName(task: Task, size: number, { regressors, test }: Table1HypernetworkOptions, repeat: number): string {
  return `mnist-${task.name}-${size}-${test}-${pixelsOf(regressors)}-${repeat}`;
}

/** Pixels of an image that all regressors know together. */
export function pixelsOf(regressors: number): number {
  return PIXELS * regressors;
}

/** The network with Table 1's layers. */
export function hypernetworkOf(task: Task, size: number, options: Table1HypernetworkOptions): Condition {
  const { network, epochs, backend } = options;
  const {
    hyper,
    primary,
    coordinate_features: features,
  } = BASE.architecture as Extract<typeof BASE.architecture, { hyper: object }>;
  return {
    labels: { task: task.name, images: size },
    request(repeat) {
      const name = dataName(task, size, options, repeat);
      return {
        architecture: {
          type: 'hypernetwork',
          hyper: { ...hyper, width: network.hyperWidth },
          primary: { ...primary, width: network.primaryWidth },
          coordinate_features: {
            kind: 'fourier',
            features: network.features,
            length_scale: (features as { length_scale: number }).length_scale,
            seed: repeat,
          },
        },
        parameterization: network.parameterization,
        train: examplesAt(`${name}.train`),
        test: examplesAt(`${name}.test`, 'grid'),
        optimizer: { kind: network.optimizer, learning_rate: network.learningRate },
        batch_size: network.batchSize,
        epochs,
        seed: repeat,
        backend,
      };
    },
  };
}
