import { HypertangentError } from '../errors.ts';
import { type Matrix, matrix, row } from '../nd-array.ts';
import { RandomStream } from '../random/stream.ts';
import type { ImageSet } from './image-set.ts';
import { type CoordinateScale, pixelCoordinates } from './pixel-coordinates.ts';
import type { LabelledPoints } from './points.ts';

/** Of the seed; no layer's weights have it. */
const PIXELS = 2 ** 31 + 2;

export interface PixelOptions {
  /** Different pixels that are drawn of each image; `all` is every pixel of every image, as a grid. */
  pixels: number | 'all';
  seed: number;
  /** Of z. */
  coordinates: CoordinateScale;
}

/**
 * Points (x, z) with what an image has there: x what f sees of the image, z a pixel's (row, column), y its channels.
 *
 * Pixels of an image depend on the seed and on its place in the set alone; they come in the order of the image.
 *
 * @param seen what f sees of each image, `[images, any]`
 * @throws HypertangentError `invalid_value` where an image has fewer pixels
 */
export function drawPixelsOf(set: ImageSet, seen: Matrix, { pixels, seed, coordinates }: PixelOptions): LabelledPoints {
  const { images, height, width, channels } = set;
  const [plane, grid] = [height * width, pixelCoordinates([height, width], coordinates)];
  if (pixels === 'all') {
    const y = matrix(images.length * plane, channels);
    images.forEach((image, index) => {
      for (let pixel = 0; pixel < plane; pixel++) copyColours(image, pixel, plane, row(y, index * plane + pixel));
    });
    return { x: seen, z: grid, y, pairing: 'grid' };
  }
  checkCount(pixels, plane);
  const random = new RandomStream(seed, PIXELS);
  const count = images.length * pixels;
  const [x, z, y] = [matrix(count, seen.shape[1]), matrix(count, 2), matrix(count, channels)];
  images.forEach((image, index) => {
    random.sample(plane, pixels, index * plane).forEach((pixel, k) => {
      const point = index * pixels + k;
      row(x, point).set(row(seen, index));
      row(z, point).set(row(grid, pixel));
      copyColours(image, pixel, plane, row(y, point));
    });
  });
  return { x, z, y, pairing: 'rows' };
}

function copyColours(image: Float32Array, pixel: number, plane: number, out: Float64Array): void {
  for (let channel = 0; channel < out.length; channel++) out[channel] = image[channel * plane + pixel]!;
}

function checkCount(pixels: number, most: number): void {
  if (Number.isInteger(pixels) && pixels >= 1 && pixels <= most) return;
  const expected = `an integer from 1 to ${most}, the pixels of an image, or all`;
  throw new HypertangentError('invalid_value', `pixels must be ${expected}; got ${pixels}`, {
    path: 'pixels',
    expected,
    received: pixels,
  });
}
