import type { Client, Schema } from '../../../src/client/index.ts';
import type { DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { drawRotations } from '../../../src/datasets/rotations.ts';
import { shrink } from '../../../src/datasets/shrink.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
import type { RotationsOptions } from './options.ts';

const PARTS = ['train', 'test'] as const;
type Images = Readonly<Record<DatasetPart, ImageSet>>;

export async function readImages({ dataset, folder, images, test, shrink: factor }: RotationsOptions): Promise<Images> {
  const [trained, tested] = await Promise.all([
    readDataset(dataset, 'train', { folder, count: images }),
    readDataset(dataset, 'test', { folder, count: test }),
  ]);
  return { train: shrink(trained, factor), test: shrink(tested, factor) };
}

/** Upright images and the same turned, as a request names them: x is what f sees, z what g sees. */
export function rotationExamples(options: RotationsOptions, repeat: number, part: DatasetPart): Schema<'Examples'> {
  return examplesAt(nameOf(options, repeat, part));
}

/** Puts what `rotationExamples` names. */
export async function putRotations(client: Client, images: Images, options: RotationsOptions, repeat: number): Promise<void> {
  for (const [k, part] of PARTS.entries()) {
    const drawn = drawRotations(images[part], { seed: PARTS.length * repeat + k, base: 'upright' });
    await putExamples(client, nameOf(options, repeat, part), drawn);
  }
}

function nameOf({ dataset, images, test, shrink: factor }: RotationsOptions, repeat: number, part: DatasetPart): string {
  return `modularity-rotations.${dataset}.${factor}.${part}.${part === 'train' ? images : test}.${repeat}`;
}
