import type { Client, Schema } from '../../../src/client/index.ts';
import { drawColorization } from '../../../src/datasets/colorization.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { type ImageSets, readImageSets } from '../trained/image-sets.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
import type { ColorizationOptions } from './options.ts';
import { syntheticImages } from './synthetic-images.ts';

export async function imagesOf({ folder, size, images, test }: ColorizationOptions): Promise<ImageSets> {
  if (folder === undefined) return { train: syntheticImages(images, size, 0), test: syntheticImages(test, size, 1) };
  return readImageSets('cifar10', { train: images, test }, { folder });
}

/** Gray images, places of pixels and their colours, as a request names them. */
export function colourExamples(options: ColorizationOptions, repeat: number, part: DatasetPart): Schema<'Examples'> {
  return examplesAt(nameOf(options, repeat, part));
}

/** Puts what `colourExamples` names. */
export async function putColours(client: Client, images: ImageSets, options: ColorizationOptions, repeat: number): Promise<void> {
  for (const [k, part] of DATASET_PARTS.entries()) {
    const drawn = drawColorization(images[part], { pixels: options.pixels, seed: DATASET_PARTS.length * repeat + k });
    await putExamples(client, nameOf(options, repeat, part), drawn);
  }
}

function nameOf({ folder, size, images, test, pixels }: ColorizationOptions, repeat: number, part: DatasetPart): string {
  const set = folder === undefined ? `synthetic-${size}` : 'cifar10';
  return `modularity-colorization.${set}.${part}.${part === 'train' ? images : test}.${pixels}.${repeat}`;
}
