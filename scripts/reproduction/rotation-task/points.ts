import type { Client, Schema } from '../../../src/client/index.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { drawRotations } from '../../../src/datasets/rotations.ts';
import { examplesAt, putExamples } from '../trained/points.ts';
import type { RotationImages } from './images.ts';

/** A repeat's points: x a turned image, z the same turned further, y the class of the angle between them. */
export function pointsOf(images: RotationImages, part: DatasetPart, repeat: number): Schema<'Examples'> {
  return examplesAt(nameOf(images, part, repeat));
}

/** Draws them and hands them to the service. */
export async function putPoints(client: Client, images: RotationImages, repeat: number): Promise<void> {
  for (const [place, part] of DATASET_PARTS.entries())
    await putExamples(client, nameOf(images, part, repeat), drawRotations(images[part], { seed: 2 * repeat + place }));
}

/** A run is known by its request: the name says what the numbers depend on. */
function nameOf({ source, ...sets }: RotationImages, part: DatasetPart, repeat: number): string {
  const { images, height } = sets[part];
  return `rotations-${source}-${height}-${part}-${images.length}-${repeat}`;
}
