import { type Matrix, matrix } from '../nd-array.ts';

/** A picture as files have it: whole numbers, pixel by pixel from the top left, the channels of a pixel beside one another. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint16Array;
  /** White, or opaque. */
  readonly most: number;
}

/** What a pixel is to the completion, one byte for each. */
export const KNOWN = 0;
/** To be completed. */
export const UNKNOWN = 1;
/** Neither completed nor looked at. */
export const IGNORED = 2;

export type Place = readonly [row: number, column: number];

/** Rows and columns from the first to the last, both included. */
export interface Box {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The first channels of some pixels, `[places, count]`. */
export function valuesAt({ width, channels, data }: Picture, places: readonly Place[], count: number): Matrix {
  const out = matrix(places.length, count);
  places.forEach(([row, column], i) => {
    const pixel = (row * width + column) * channels;
    for (let c = 0; c < count; c++) out.data[i * count + c] = data[pixel + c]!;
  });
  return out;
}
