import { type ImageSets, readImageSets } from '../trained/image-sets.ts';
import type { RotationOptions, RotationSource } from './options.ts';

/** What rotations are drawn of. */
export interface RotationImages extends ImageSets {
  source: RotationSource;
}

/** @throws HypertangentError where there are no such files, or pixels are left over */
export async function readImages(
  source: RotationSource,
  { samples, test, shrink: factor, data }: Pick<RotationOptions, 'samples' | 'test' | 'shrink' | 'data'>,
): Promise<RotationImages> {
  const folder = source === 'cifar10' ? data : undefined;
  return { source, ...(await readImageSets(source, { train: samples, test }, { folder, factor })) };
}
