import type { Client } from '../../../src/client/index.ts';
import { classExamples } from '../../../src/datasets/classes.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { Condition } from '../trained/condition.ts';
import type { Fig5Options } from './options.ts';

const CLASSES = 10;
const PARTS = ['train', 'test'] as const;

/** MNIST is the same in all repeats: the order of its images and the weights differ. */
export async function putMnist(client: Client, { samples, test }: Fig5Options): Promise<void> {
  for (const part of PARTS) {
    const count = part === 'train' ? samples : test;
    const { x, y } = classExamples(await readDataset('mnist', part, { count }));
    for (const [name, { shape, data }] of Object.entries({ x, y }))
      await client.putArray(arrayId(part, count, name), { shape, data: Float32Array.from(data) });
  }
}

export function fig5Conditions(options: Fig5Options): Condition[] {
  const { widths, learningRate, parameterization, samples, test, batchSize, epochs } = options;
  const examples = (part: (typeof PARTS)[number], count: number) => ({
    x: { array_id: arrayId(part, count, 'x') },
    y: { array_id: arrayId(part, count, 'y') },
  });
  const rateOf = (width: number) => learningRate ?? Math.sqrt(width);
  return widths.map((width) => ({
    labels: { width, 'learning rate': rateOf(width) },
    request: (repeat) => ({
      architecture: { type: 'mlp', depth: 2, activation: { name: 'relu' }, width },
      parameterization,
      train: examples('train', samples),
      test: examples('test', test),
      loss: { kind: 'cross_entropy', classes: CLASSES },
      optimizer: { kind: 'sgd', learning_rate: rateOf(width) },
      batch_size: batchSize,
      epochs,
      record_every: Math.ceil(samples / batchSize),
      seed: repeat,
    }),
  }));
}

function arrayId(part: string, count: number, name: string): string {
  return `mnist-${part}-${count}-${name}`;
}
