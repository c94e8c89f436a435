import { encode } from 'fast-png';
import { row } from '../../nd-array.ts';
import type { ArrayValue } from '../../store/array-value.ts';
import { loadValue } from '../../store/values.ts';
import type { Representation } from './representation.ts';

/** Images in one band of the sheet; more go below. */
const COLUMNS = 32;
const GAP = 2;
const BACKGROUND = 96;

export interface ImageSheet {
  imageShape: readonly [height: number, width: number];
  /** Each `[t, height·width]`, drawn below one another. */
  rows: readonly ArrayValue[];
  /** Pixels that f sees, `[height, width]`; the others are drawn as background in `maskedRow`. */
  seen: ArrayValue;
  /** Index in `rows` of what f saw. */
  maskedRow: number;
}

/**
 * Images side by side in the manner of the paper's Fig. 3, as a grey PNG.
 *
 * Values from 0 to 1 become black to white, or from 0 to 255 where an image has values above 1 in the
 * first row.
 */
export async function imageSheet({ imageShape, rows, seen, maskedRow }: ImageSheet): Promise<Representation> {
  const [height, width] = imageShape;
  const images = await Promise.all(rows.map(loadValue));
  const { data: seenPixels } = await loadValue(seen);
  const count = images[0]!.shape[0]!;
  const white = images[0]!.data.some((value) => value > 1) ? 255 : 1;
  const columns = Math.min(COLUMNS, count);
  const bandHeight = images.length * (height + GAP) + GAP;
  const sheetWidth = columns * (width + GAP) + GAP;
  const sheetHeight = Math.ceil(count / columns) * bandHeight;
  const data = new Uint8Array(sheetWidth * sheetHeight).fill(BACKGROUND);
  images.forEach((list, listIndex) => {
    for (let image = 0; image < count; image++) {
      const values = row({ shape: [count, height * width], data: list.data }, image);
      const left = GAP + (image % columns) * (width + GAP);
      const top = Math.floor(image / columns) * bandHeight + GAP + listIndex * (height + GAP);
      for (let pixel = 0; pixel < values.length; pixel++) {
        if (listIndex === maskedRow && seenPixels[pixel] === 0) continue;
        const y = top + Math.floor(pixel / width);
        data[y * sheetWidth + left + (pixel % width)] = Math.round(255 * Math.min(1, Math.max(0, values[pixel]! / white)));
      }
    }
  });
  const body = encode({ width: sheetWidth, height: sheetHeight, data, channels: 1, depth: 8 });
  return { body, length: body.length, fileName: 'completion.png' };
}
