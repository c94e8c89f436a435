import { type Matrix, matrix } from '../nd-array.ts';

/** Mean squared errors of images against the truth. */
export interface ImageErrors {
  allPixels: number;
  /** Over the pixels that were not seen; absent where all were. */
  unseenPixels?: number;
  /** Over all pixels of each image, `[t]`. */
  perImage: Float64Array;
}

/**
 * @param images `[t, pixels]`, or one row that stands for every image
 * @param truth `[t, pixels]`
 * @param seen 1 for each seen pixel, `[pixels]`
 */
export function imageErrors(images: Matrix, truth: Matrix, seen: Float64Array): ImageErrors {
  const [count, pixels] = truth.shape;
  const perImage = new Float64Array(count);
  const repeats = images.shape[0] === 1;
  let unseenSum = 0;
  for (let i = 0; i < count; i++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const squared = (images.data[(repeats ? 0 : i * pixels) + pixel]! - truth.data[i * pixels + pixel]!) ** 2;
      perImage[i]! += squared / pixels;
      if (seen[pixel] === 0) unseenSum += squared;
    }
  }
  const allPixels = perImage.reduce((sum, error) => sum + error, 0) / count;
  const unseen = seen.filter((value) => value === 0).length;
  return unseen === 0 ? { allPixels, perImage } : { allPixels, unseenPixels: unseenSum / (unseen * count), perImage };
}

/** The mean over images, `[1, pixels]`. */
export function meanImage(images: Matrix): Matrix {
  const [count, pixels] = images.shape;
  const mean = matrix(1, pixels);
  for (let index = 0; index < images.data.length; index++) mean.data[index % pixels]! += images.data[index]! / count;
  return mean;
}
