import { PIXELS, SIDE } from './sample.ts';

/** 1 where a pixel is seen. */
export type Mask = Uint8Array;

type Rule = (row: number, column: number) => boolean;

/** Parts to erase with one click. */
export const ERASURES: readonly { label: string; erased: Rule }[] = [
  { label: 'lower half', erased: (row) => row >= 14 },
  { label: 'upper half', erased: (row) => row < 14 },
  { label: 'right half', erased: (_, column) => column >= 14 },
  { label: 'middle', erased: (row, column) => row >= 9 && row < 19 && column >= 8 && column < 20 },
];

export function maskOf(erased: Rule): Mask {
  return Uint8Array.from({ length: PIXELS }, (_, pixel) => (erased(Math.floor(pixel / SIDE), pixel % SIDE) ? 0 : 1));
}

export const ALL_SEEN: Mask = maskOf(() => false);

export function erasedPixels(seen: Mask): number[] {
  return Array.from(seen.keys()).filter((pixel) => seen[pixel] === 0);
}
