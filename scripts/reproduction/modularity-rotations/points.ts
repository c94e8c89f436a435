import type { Client, Schema } from '../../../src/client/index.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { drawRotations } from '../../../src/datasets/rotations.ts';
import type { ImageSets } from '../trained/image-sets.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
import type { RotationsOptions } from './options.ts';

/** Upright images and the same turned, as a request names them: x is what f sees, z what g sees. */
export function rotationExamples(options: RotationsOptions, repeat: number, part: DatasetPart): Schema<'Examples'> {
  return examplesAt(nameOf(options, repeat, part));
}

/** Puts what `rotationExamples` names. */
export async function putRotations(client: Client, images: ImageSets, options: RotationsOptions, repeat: number): Promise<void> {
  for (const [k, part] of DATASET_PARTS.entries()) {
    const drawn = drawRotations(images[part], { seed: DATASET_PARTS.length * repeat + k, base: 'upright' });
    await putExamples(client, nameOf(options, repeat, part), drawn);
  }
}

function nameOf({ dataset, images, test, shrink: factor }: RotationsOptions, repeat: number, part: DatasetPart): string {
  return `modularity-rotations.${dataset}.${factor}.${part}.${part === 'train' ? images : test}.${repeat}`;
}
