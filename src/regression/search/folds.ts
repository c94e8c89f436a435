import { HypertangentError } from '../../errors.ts';
import { distinctRows } from '../../kernels/distinct-rows.ts';
import type { Points } from '../../kernels/points.ts';
import { RandomStream } from '../../random/stream.ts';

/** Points that are held out, and those that are fitted. */
export interface Fold {
  train: Int32Array;
  held: Int32Array;
}

/**
 * Splits images into folds: what is held out is never an image that was seen. Of an mlp, and of a hypernetwork's
 * grid, a row of x is an image; of a hypernetwork's rows, all rows with the same x are one.
 *
 * @returns for each fold the images' indices, or those of points where pairing is `rows`
 * @throws HypertangentError `invalid_value` if there are fewer images than folds
 */
export function imageFolds(points: Points, count: number, seed: number): Fold[] {
  const { rows, indexOf } = distinctRows(points.x);
  const isGrid = 'z' in points && points.pairing === 'grid';
  const images = isGrid ? points.x.shape[0] : rows.shape[0];
  if (images < count) {
    throw new HypertangentError('invalid_value', `${count} folds need at least as many images, and there are ${images}`, {
      path: '/criterion/folds',
      expected: `at most ${images}`,
      received: count,
    });
  }
  const foldOf = new Int32Array(images);
  shuffled(images, seed).forEach((image, place) => {
    foldOf[image] = place % count;
  });
  const places = Int32Array.from({ length: points.x.shape[0] }, (_, index) => index);
  const fold = (index: number) => foldOf[isGrid ? index : indexOf[index]!]!;
  return Array.from({ length: count }, (_, f) => ({
    train: places.filter((index) => fold(index) !== f),
    held: places.filter((index) => fold(index) === f),
  }));
}

/** The integers below `count` in a random order. */
export function shuffled(count: number, seed: number): number[] {
  const stream = new RandomStream(seed, 0);
  const keys = Float64Array.from({ length: count }, (_, index) => stream.uniform(index));
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => keys[a]! - keys[b]! || a - b);
}
