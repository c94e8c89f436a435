import { HypertangentError } from '../errors.ts';
import { type Matrix, matrix } from '../nd-array.ts';
import { drawPixelsOf, type PixelOptions } from './draw-pixels.ts';
import type { ImageSet } from './image-set.ts';
import type { LabelledPoints } from './points.ts';

/** Luma of red, green and blue, ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Colourisation, *On the Modularity of Hypernetworks* (appendix): x the grey image, z the (row, column) of a pixel, each from 0
 * to 1 unless `coordinates` says otherwise, y its red, green and blue, from 0 to 1.
 *
 * @throws HypertangentError `invalid_value` where images have no three channels
 */
export function drawColorization(
  set: ImageSet,
  { coordinates = 'unit', ...options }: Omit<PixelOptions, 'coordinates'> & Partial<PixelOptions>,
): LabelledPoints {
  return drawPixelsOf(set, greyImages(set), { ...options, coordinates });
}

/** The luma of every pixel, `[images, height·width]`. @throws HypertangentError `invalid_value` */
export function greyImages({ images, height, width, channels }: ImageSet): Matrix {
  if (channels !== 3) {
    const message = `colourisation needs images of three channels, red, green and blue, such as CIFAR-10; these have ${channels}`;
    throw new HypertangentError('invalid_value', message, { path: 'channels', expected: '3', received: channels });
  }
  const plane = height * width;
  const grey = matrix(images.length, plane);
  images.forEach((image, index) => {
    for (let pixel = 0; pixel < plane; pixel++)
      grey.data[index * plane + pixel] = LUMA.reduce((sum, weight, channel) => sum + weight * image[channel * plane + pixel]!, 0);
  });
  return grey;
}
