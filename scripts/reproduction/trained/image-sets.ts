import type { DatasetName, DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { shrink } from '../../../src/datasets/shrink.ts';

/** Images to train on, and to test on. */
export type ImageSets = Readonly<Record<DatasetPart, ImageSet>>;

/**
 * The first images of both parts of a dataset.
 *
 * @param folder with its files; those of MNIST are there
 * @param factor of the side of squares of pixels whose mean is one pixel
 * @throws HypertangentError where there are no such files, or pixels are left over
 */
export async function readImageSets(
  name: DatasetName,
  counts: Readonly<Record<DatasetPart, number>>,
  { folder, factor = 1 }: { folder?: string | undefined; factor?: number },
): Promise<ImageSets> {
  const read = async (part: DatasetPart) => shrink(await readDataset(name, part, { folder, count: counts[part] }), factor);
  return { train: await read('train'), test: await read('test') };
}
