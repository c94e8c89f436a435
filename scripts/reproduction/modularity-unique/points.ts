import type { Client } from '../../../src/client/index.ts';
import { classExamples } from '../../../src/datasets/classes.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import { type Matrix, matrix, row } from '../../../src/nd-array.ts';
import { RandomStream } from '../../../src/random/stream.ts';
import { OUTPUTS, randomConvolutional } from './convolutional-network.ts';
import type { Space, UniqueOptions } from './options.ts';

/** Of the seed; nothing that is trained has them. */
const STREAMS: Readonly<Record<DatasetPart, number>> = { train: 2 ** 31 + 150, test: 2 ** 31 + 151 };

/** Images of each space. */
const SHAPES = {
  mnist: { channels: 1, size: 28 },
  cifar10: { channels: 3, size: 32 },
  cube: { channels: 1, size: 28 },
} as const;

/** Inputs and what the convolutional network says of them, as a request names them. */
export function targetExamples(space: Space, { images, test }: UniqueOptions, repeat: number, part: DatasetPart) {
  const id = `unique-${space}-${part === 'train' ? images : test}-${part}`;
  return { x: { array_id: `${id}-x` }, y: { array_id: `${id}-y-${repeat}` } };
}

/** Puts what `targetExamples` names. The target is another one for each repeat, the inputs are the same. */
export async function putTargets(client: Client, space: Space, options: UniqueOptions, repeat: number): Promise<void> {
  const { channels, size } = SHAPES[space];
  const target = randomConvolutional(channels, size, repeat);
  for (const part of DATASET_PARTS) {
    const inputs = await inputsOf(space, options, part);
    const { x, y } = targetExamples(space, options, repeat, part);
    const [count] = inputs.shape;
    const said = matrix(count, OUTPUTS);
    for (let index = 0; index < count; index++) row(said, index).set(target(row(inputs, index)));
    for (const [{ array_id: id }, { shape, data }] of [
      [x, inputs],
      [y, said],
    ] as const)
      await client.putArray(id, { shape: [...shape], data: Float32Array.from(data) });
  }
}

async function inputsOf(space: Space, { folder, images, test }: UniqueOptions, part: DatasetPart): Promise<Matrix> {
  const count = part === 'train' ? images : test;
  if (space !== 'cube') {
    const own = space === 'cifar10' ? { folder, count } : { count };
    return classExamples(await readDataset(space, part, own)).x;
  }
  const { channels, size } = SHAPES.cube;
  const [random, inputs] = [new RandomStream(0, STREAMS[part]), matrix(count, channels * size * size)];
  inputs.data.forEach((_, index) => {
    inputs.data[index] = 2 * random.uniform(index) - 1;
  });
  return inputs;
}
