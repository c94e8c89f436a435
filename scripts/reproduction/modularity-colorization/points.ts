import type { Client } from '../../../src/client/index.ts';
import { drawColorization } from '../../../src/datasets/colorization.ts';
import type { DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import type { ColorizationOptions } from './options.ts';
import { syntheticImages } from './synthetic-images.ts';

const PARTS = ['train', 'test'] as const;
type Images = Readonly<Record<DatasetPart, ImageSet>>;

export async function imagesOf({ folder, size, images, test }: ColorizationOptions): Promise<Images> {
  if (folder === undefined) return { train: syntheticImages(images, size, 0), test: syntheticImages(test, size, 1) };
  const [trained, tested] = await Promise.all([
    readDataset('cifar10', 'train', { folder, count: images }),
    readDataset('cifar10', 'test', { folder, count: test }),
  ]);
  return { train: trained, test: tested };
}

/** Gray images, places of pixels and their colours, as a request names them. */
export function colourExamples({ folder, size, images, test, pixels }: ColorizationOptions, repeat: number, part: DatasetPart) {
  const set = folder === undefined ? `synthetic-${size}` : 'cifar10';
  const id = `colours-${set}-${part === 'train' ? images : test}-${pixels}-${part}-${repeat}`;
  return { x: { array_id: `${id}-x` }, z: { array_id: `${id}-z` }, y: { array_id: `${id}-y` } };
}

/** Puts what `colourExamples` names. */
export async function putColours(client: Client, images: Images, options: ColorizationOptions, repeat: number): Promise<void> {
  for (const [k, part] of PARTS.entries()) {
    const drawn = drawColorization(images[part], { pixels: options.pixels, seed: PARTS.length * repeat + k });
    for (const [name, { array_id: id }] of Object.entries(colourExamples(options, repeat, part))) {
      const { shape, data } = drawn[name as 'x' | 'y' | 'z'];
      await client.putArray(id, { shape: [...shape], data: Float32Array.from(data) });
    }
  }
}
