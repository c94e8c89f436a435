import type { Box } from './picture.ts';

/** Around the box every pixel is taken up to here, a quarter of them twice as far, and so on. */
const MARGIN = 4;
/** Rings that are looked at, and more while there are fewer pixels than FEWEST. */
const RINGS = 5;
const FEWEST = 32;

/**
 * The known pixels that the unknown ones of a box are completed from: all near it, and fewer the further away.
 *
 * @param isKnown by row and column
 * @returns [row, column] of each; empty where the rings have met none
 */
export function trainingPixels(
  isKnown: (row: number, column: number) => boolean,
  { top, left, bottom, right }: Box,
  { height, width }: { height: number; width: number },
): [row: number, column: number][] {
  const found: [number, number][] = [];
  let inner = -1;
  for (let ring = 0; ring < RINGS || found.length < FEWEST; ring++) {
    const spacing = 2 ** ring;
    const outer = MARGIN * spacing;
    const firstRow = roundUp(Math.max(0, top - outer), spacing);
    const firstColumn = roundUp(Math.max(0, left - outer), spacing);
    for (let row = firstRow; row <= Math.min(height - 1, bottom + outer); row += spacing)
      for (let column = firstColumn; column <= Math.min(width - 1, right + outer); column += spacing) {
        const distance = Math.max(0, top - row, row - bottom, left - column, column - right);
        if (distance > inner && isKnown(row, column)) found.push([row, column]);
      }
    if (inner > Math.max(height, width)) break;
    inner = outer;
  }
  return found;
}

function roundUp(value: number, step: number): number {
  return step * Math.ceil(value / step);
}
