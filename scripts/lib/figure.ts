import { encode } from 'fast-png';

/** An image's values from 0 (black) to 1 (white), row by row; NaN where f is blind. */
export type Image = ArrayLike<number>;

/** Images in a row; more are left out. */
const COLUMNS = 20;
/** Between images, and the side of a pixel. */
const GAP = 2;
const ENLARGEMENT = 3;
const BACKGROUND = 96;
const BLIND = 144;

/**
 * Rows of images below one another, in the manner of the paper's Fig. 3, as a grey PNG.
 *
 * @param rows of as many images each
 */
export function figure(rows: readonly (readonly Image[])[], [height, width]: readonly [number, number]): Uint8Array {
  const columns = Math.min(COLUMNS, rows[0]!.length);
  const sheet = {
    width: ENLARGEMENT * (columns * (width + GAP) + GAP),
    height: ENLARGEMENT * (rows.length * (height + GAP) + GAP),
  };
  const data = new Uint8Array(sheet.width * sheet.height).fill(BACKGROUND);
  rows.forEach((images, row) => {
    images.slice(0, columns).forEach((image, column) => {
      const top = ENLARGEMENT * (GAP + row * (height + GAP));
      const left = ENLARGEMENT * (GAP + column * (width + GAP));
      for (let y = 0; y < ENLARGEMENT * height; y++) {
        for (let x = 0; x < ENLARGEMENT * width; x++) {
          const value = image[Math.floor(y / ENLARGEMENT) * width + Math.floor(x / ENLARGEMENT)]!;
          data[(top + y) * sheet.width + left + x] = grey(value);
        }
      }
    });
  });
  return encode({ ...sheet, data, channels: 1, depth: 8 });
}

function grey(value: number): number {
  return Number.isNaN(value) ? BLIND : Math.round(255 * Math.min(1, Math.max(0, value)));
}
