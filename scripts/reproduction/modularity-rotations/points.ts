import type { Client } from '../../../src/client/index.ts';
import type { DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { readDataset } from '../../../src/datasets/files/read-dataset.ts';
import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { drawRotations } from '../../../src/datasets/rotations.ts';
import { shrink } from '../../../src/datasets/shrink.ts';
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
export function rotationExamples({ dataset, images, test, shrink: factor }: RotationsOptions, repeat: number, part: DatasetPart) {
  const id = `rotations-${dataset}-${part === 'train' ? images : test}-${factor}-${part}-${repeat}`;
  return { x: { array_id: `${id}-x` }, z: { array_id: `${id}-z` }, y: { array_id: `${id}-y` } };
}

/** Puts what `rotationExamples` names. */
export async function putRotations(client: Client, images: Images, options: RotationsOptions, repeat: number): Promise<void> {
  for (const [k, part] of PARTS.entries()) {
    const drawn = drawRotations(images[part], { seed: PARTS.length * repeat + k, base: 'upright' });
    const { x, z, y } = rotationExamples(options, repeat, part);
    await client.putArray(x.array_id, { shape: [...drawn.x.shape], data: Float32Array.from(drawn.x.data) });
    await client.putArray(z.array_id, { shape: [...drawn.z.shape], data: Float32Array.from(drawn.z.data) });
    await client.putArray(y.array_id, { shape: [...drawn.y.shape], data: drawn.y.data });
  }
}
