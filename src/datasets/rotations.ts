import { matrix } from '../nd-array.ts';
import { RandomStream } from '../random/stream.ts';
import { type ImageSet, imageSize } from './image-set.ts';
import type { LabelledPoints } from './points.ts';
import { rotate } from './rotate.ts';

/** Of the seed; no layer's weights have it. */
const ANGLES = 2 ** 31 + 1;

/** Classes of angles, `360 / ROTATION_CLASSES` degrees apart. */
export const ROTATION_CLASSES = 12;

export const ROTATION_BASES = ['upright', 'rotated'] as const;

export interface RotationOptions {
  /** Points; point i is of image i modulo their number (default one of each image). */
  count?: number;
  seed: number;
  /** Whether f sees the image as it is, or turned by a random angle of its own (default `rotated`). */
  base?: (typeof ROTATION_BASES)[number];
}

/** `y` has classes, `[count, 1]`. */
export interface Rotations extends LabelledPoints {
  /** Degrees from each x to its z. */
  angles: Float64Array;
}

/**
 * Predicting rotations: x an image, z the same turned by a further angle α, uniform on [0, 360), y the class of α.
 *
 * With `rotated` x is itself turned at random, as in *On Infinite-Width Hypernetworks* (Sec. 5.2); with `upright` it is as
 * the dataset has it, as in *On the Modularity of Hypernetworks* (Sec. 5). Point i depends on the seed, on i and on its
 * image alone.
 */
export function drawRotations(set: ImageSet, { count = set.images.length, seed, base = 'rotated' }: RotationOptions): Rotations {
  const random = new RandomStream(seed, ANGLES);
  const size = imageSize(set);
  const [x, z, y] = [matrix(count, size), matrix(count, size), matrix(count, 1)];
  const angles = new Float64Array(count);
  for (let point = 0; point < count; point++) {
    const image = set.images[point % set.images.length]!;
    const first = base === 'upright' ? image : rotate(image, set, 360 * random.uniform(2 * point + 1));
    const angle = 360 * random.uniform(2 * point);
    x.data.set(first, point * size);
    z.data.set(rotate(first, set, angle), point * size);
    y.data[point] = rotationClass(angle);
    angles[point] = angle;
  }
  return { x, z, y, pairing: 'rows', angles };
}

/**
 * The i of 0 … 11 whose angle 30i is closest to `degrees` on the circle: 359° is closest to 0°.
 *
 * The papers have the closest value to α/360 among 30i/360; taken literally 359° would be closest to 330°, and that class half
 * as large again as the others, class 0 half as large.
 */
export function rotationClass(degrees: number): number {
  return Math.round((degrees * ROTATION_CLASSES) / 360) % ROTATION_CLASSES;
}
