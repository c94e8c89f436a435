import type { Client } from '../../../src/client/index.ts';
import { classExamples } from '../../../src/datasets/classes.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { Condition } from '../trained/condition.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
import type { Fig5Options } from './options.ts';

const CLASSES = 10;

/** MNIST is the same in all repeats: the order of its images and the weights differ. */
export async function putMnist(client: Client, { samples, test }: Fig5Options): Promise<void> {
  for (const part of DATASET_PARTS) {
    const count = part === 'train' ? samples : test;
    await putExamples(client, nameOf(part, count), classExamples(await readDataset('mnist', part, { count })));
  }
}

export function fig5Conditions(options: Fig5Options): Condition[] {
  const { widths, learningRate, parameterization, samples, test, batchSize, epochs } = options;
  const rateOf = (width: number) => learningRate ?? Math.sqrt(width);
  return widths.map((width) => ({
    labels: { width, 'learning rate': rateOf(width) },
    request: (repeat) => ({
      architecture: { type: 'mlp', depth: 2, activation: { name: 'relu' }, width },
      parameterization,
      train: examplesAt(nameOf('train', samples), null),
      test: examplesAt(nameOf('test', test), null),
      loss: { kind: 'cross_entropy', classes: CLASSES },
      optimizer: { kind: 'sgd', learning_rate: rateOf(width) },
      batch_size: batchSize,
      epochs,
      record_every: Math.ceil(samples / batchSize),
      seed: repeat,
    }),
  }));
}

function nameOf(part: DatasetPart, count: number): string {
  return `mnist-${part}-${count}`;
}
