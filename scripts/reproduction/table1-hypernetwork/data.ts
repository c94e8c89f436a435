import type { Client } from '../../../src/client/index.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { drawPixels, type SeenPart } from '../../../src/datasets/pixels.ts';
import { encodeNpy } from '../../lib/npy.ts';
import { drawImages } from '../draw.ts';
import { putExamples } from '../trained/points.ts';

/** Pixels that one regressor knows of an image. */
export const PIXELS = 20;

/** MNIST, of which every repeat draws the images that Table 1 draws with that seed. */
export class Images {
  readonly #train: ImageSet;
  readonly #test: ImageSet;

  private constructor(train: ImageSet, test: ImageSet) {
    this.#train = train;
    this.#test = test;
  }

  static async read(): Promise<Images> {
    return new Images(await readDataset('mnist', 'train'), await readDataset('mnist', 'test'));
  }

  draw(counts: Record<'train' | 'test', number>, repeat: number): Record<'train' | 'test', ImageSet> {
    return {
      train: { ...this.#train, images: drawImages(this.#train.images, counts.train, repeat, 0) },
      test: { ...this.#test, images: drawImages(this.#test.images, counts.test, repeat, 1) },
    };
  }
}

/**
 * Puts what a network trains on, some pixels of each training image, as `NAME.train.x` and so on; all pixels of the test images
 * as `NAME.test.x` and so on; and the images themselves, which the kernels complete, as `NAME.train` and `NAME.test`.
 */
export async function putData(
  client: Client,
  name: string,
  { train, test }: Record<'train' | 'test', ImageSet>,
  { seen, pixels, seed }: { seen: SeenPart; pixels: number; seed: number },
): Promise<void> {
  await putExamples(client, `${name}.train`, drawPixels(train, { seen, pixels, seed }));
  await putExamples(client, `${name}.test`, drawPixels(test, { seen, pixels: 'all', seed }));
  await client.putArray(`${name}.train`, encodeNpy([...train.images]));
  await client.putArray(`${name}.test`, encodeNpy([...test.images]));
}
