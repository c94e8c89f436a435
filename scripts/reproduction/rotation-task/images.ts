import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { shrink } from '../../../src/datasets/shrink.ts';
import type { RotationOptions, RotationSource } from './options.ts';

/** What rotations are drawn of. */
export interface RotationImages {
  source: RotationSource;
  train: ImageSet;
  test: ImageSet;
}

/** @throws HypertangentError where there are no such files, or pixels are left over */
export async function readImages(
  source: RotationSource,
  { samples, test, shrink: factor, data }: Pick<RotationOptions, 'samples' | 'test' | 'shrink' | 'data'>,
): Promise<RotationImages> {
  const folder = source === 'cifar10' ? data : undefined;
  const read = async (part: 'train' | 'test', count: number) => shrink(await readDataset(source, part, { folder, count }), factor);
  return { source, train: await read('train', samples), test: await read('test', test) };
}
