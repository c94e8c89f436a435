import type { Client, Schema } from '../../../src/client/index.ts';
import { drawColorization } from '../../../src/datasets/colorization.ts';
import type { DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
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
export function colourExamples(options: ColorizationOptions, repeat: number, part: DatasetPart): Schema<'Examples'> {
  return examplesAt(nameOf(options, repeat, part));
}

/** Puts what `colourExamples` names. */
export async function putColours(client: Client, images: Images, options: ColorizationOptions, repeat: number): Promise<void> {
  for (const [k, part] of PARTS.entries()) {
    const drawn = drawColorization(images[part], { pixels: options.pixels, seed: PARTS.length * repeat + k });
    await putExamples(client, nameOf(options, repeat, part), drawn);
  }
}

function nameOf({ folder, size, images, test, pixels }: ColorizationOptions, repeat: number, part: DatasetPart): string {
  const set = folder === undefined ? `synthetic-${size}` : 'cifar10';
  return `modularity-colorization.${set}.${part}.${part === 'train' ? images : test}.${pixels}.${repeat}`;
}
