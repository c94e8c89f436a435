import type { Client, Schema } from '../../../src/client/index.ts';
import { drawRotations } from '../../../src/datasets/rotations.ts';
import type { RotationImages } from './images.ts';

type Part = 'train' | 'test';

/** Arrays of a repeat's points: x a turned image, z the same turned further, y the class of the angle between them. */
export function pointsOf(images: RotationImages, part: Part, repeat: number): Schema<'Examples'> {
  const array = (name: string) => ({ array_id: arrayId(images, part, repeat, name) });
  return { x: array('x'), z: array('z'), y: array('y') };
}

/** Draws them and hands them to the service. */
export async function putPoints(client: Client, images: RotationImages, repeat: number): Promise<void> {
  for (const [place, part] of (['train', 'test'] as const).entries()) {
    const { x, z, y } = drawRotations(images[part], { seed: 2 * repeat + place });
    for (const [name, { shape, data }] of Object.entries({ x, z, y }))
      await client.putArray(arrayId(images, part, repeat, name), { shape, data: Float32Array.from(data) });
  }
}

/** A run is known by its request: the name says what the numbers depend on. */
function arrayId({ source, ...sets }: RotationImages, part: Part, repeat: number, name: string): string {
  const { images, height } = sets[part];
  return `rotations-${source}-${height}-${part}-${images.length}-${repeat}-${name}`;
}
