import { type Matrix, matrix } from '../nd-array.ts';
import { type ImageSet, imageSize } from './image-set.ts';

/** Images as they are with their classes: x `[images, channels · height · width]`, y `[images, 1]`. */
export function classExamples(set: ImageSet): { x: Matrix; y: Matrix } {
  const size = imageSize(set);
  const x = matrix(set.images.length, size);
  set.images.forEach((image, index) => {
    x.data.set(image, index * size);
  });
  return { x, y: matrix(set.images.length, 1, Float64Array.from(set.labels)) };
}
