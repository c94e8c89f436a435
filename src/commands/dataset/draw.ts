import { classExamples } from '../../datasets/classes.ts';
import { drawColorization } from '../../datasets/colorization.ts';
import { type ImageSet, imageSize } from '../../datasets/image-set.ts';
import { drawPixels } from '../../datasets/pixels.ts';
import type { LabelledPoints } from '../../datasets/points.ts';
import { drawRotations } from '../../datasets/rotations.ts';
import type { Matrix } from '../../nd-array.ts';
import { invalid } from '../arguments.ts';
import type { Transform } from './options.ts';

/** Of one array, some gigabytes. */
const MOST_NUMBERS = 2 ** 28;

/** What comes of a transform. */
export interface Drawn {
  /** By name: x, z unless classes alone were asked for, y. */
  arrays: Readonly<Record<string, Matrix>>;
  /** Where there is z. */
  pairing?: LabelledPoints['pairing'];
}

/** @throws HypertangentError `invalid_value` where images and transform do not go together, or there would be too many numbers */
export function draw(set: ImageSet, transform: Transform, seed: number): Drawn {
  checkSize(set, transform);
  if (transform.kind === 'none') return { arrays: { ...classExamples(set) } };
  const { x, z, y, pairing } = labelledPoints(set, transform, seed);
  return { arrays: { x, z, y }, pairing };
}

function labelledPoints(set: ImageSet, transform: Exclude<Transform, { kind: 'none' }>, seed: number): LabelledPoints {
  switch (transform.kind) {
    case 'rotations':
      return drawRotations(set, { seed, base: transform.base });
    case 'colorization':
      return drawColorization(set, { ...transform, seed });
    case 'pixels':
      return drawPixels(set, { ...transform, seed });
  }
}

/** Where pixels are drawn, each is a row with all that f sees of its image. */
function checkSize(set: ImageSet, transform: Transform): void {
  const repeated = 'pixels' in transform && transform.pixels !== 'all' ? transform.pixels : 1;
  const numbers = set.images.length * repeated * imageSize(set);
  if (numbers <= MOST_NUMBERS) return;
  const expected = `so few, or --pixels or --shrink such, that x has at most ${MOST_NUMBERS} numbers`;
  throw invalid('--count', expected, `${set.images.length} images with ${numbers}`);
}
