import { HypertangentError } from '../errors.ts';
import { type ImageSet, imageSize } from './image-set.ts';

/**
 * Smaller images: each pixel is the mean of `factor` × `factor`, as in average pooling.
 *
 * @throws HypertangentError `invalid_value` where height or width is no multiple of the factor
 */
export function shrink(set: ImageSet, factor: number): ImageSet {
  const { height, width, channels } = set;
  if (!Number.isInteger(factor) || factor < 1 || height % factor !== 0 || width % factor !== 0) {
    const expected = `an integer that divides ${height} and ${width}, the height and width of the images`;
    const message = `the factor to shrink by must be ${expected}; got ${factor}`;
    throw new HypertangentError('invalid_value', message, { path: 'factor', expected, received: factor });
  }
  const small = { height: height / factor, width: width / factor, channels };
  const images = set.images.map((image) => {
    const sums = new Float64Array(imageSize(small));
    for (let at = 0; at < image.length; at++) {
      const [line, column] = [Math.floor(at / width), at % width];
      // Lines of all channels count on, and a channel has a multiple of `factor` of them.
      sums[Math.floor(line / factor) * small.width + Math.floor(column / factor)]! += image[at]!;
    }
    return Float32Array.from(sums, (sum) => sum / factor ** 2);
  });
  return { ...set, ...small, images };
}
