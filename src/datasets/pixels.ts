import { type Matrix, matrix } from '../nd-array.ts';
import { drawPixelsOf, type PixelOptions } from './draw-pixels.ts';
import type { ImageSet } from './image-set.ts';
import type { LabelledPoints } from './points.ts';

export const SEEN_PARTS = ['all', 'top_half'] as const;

/** What f sees of an image. */
export type SeenPart = (typeof SEEN_PARTS)[number];

/**
 * Representing images (`all`) or inpainting (`top_half`), *On Infinite-Width Hypernetworks* (Sec. 5.3): x what f sees of the
 * image, z the (row, column) of a pixel, in pixels unless `coordinates` says otherwise, y its value in each channel.
 */
export function drawPixels(
  set: ImageSet,
  {
    seen = 'all',
    coordinates = 'pixels',
    ...options
  }: Omit<PixelOptions, 'coordinates'> & Partial<PixelOptions> & { seen?: SeenPart },
): LabelledPoints {
  return drawPixelsOf(set, seenImages(set, seen), { ...options, coordinates });
}

/** All of every channel, or its rows above the middle, `[images, channels · rows · width]`. */
export function seenImages({ images, height, width, channels }: ImageSet, seen: SeenPart): Matrix {
  const rows = seen === 'all' ? height : Math.floor(height / 2);
  const [plane, part] = [height * width, rows * width];
  const out = matrix(images.length, channels * part);
  images.forEach((image, index) => {
    for (let channel = 0; channel < channels; channel++)
      out.data.set(image.subarray(channel * plane, channel * plane + part), (index * channels + channel) * part);
  });
  return out;
}
