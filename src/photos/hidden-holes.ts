import { type Box, KNOWN, type Picture, type Place, UNKNOWN } from './picture.ts';
import { trainingPixels } from './training-pixels.ts';
import { type Tile, windowAt } from './windows.ts';

/** Known pixels that are hidden as others really are, and what they would be completed from. */
export interface HiddenHole {
  hidden: Place[];
  training: Place[];
}

/** Windows that are looked at, evenly spread. */
const MOST_HOLES = 12;
const DISTANCES = [24, 48, 96, 192, 384, 768];
const DIRECTIONS = [
  [0, 1],
  [1, 0],
  [0, -1],
  [-1, 0],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;
/** The part of a hole that has to come to lie on known pixels. */
const ENOUGH = 0.95;
/** The same where known pixels are not scattered among the unknown ones. */
const LEAST = 0.25;
/** Scattered pixels: so many in a window, of which one in so many is hidden. */
const FEWEST_SCATTERED = 16;
const HIDE_EVERY = 5;

/**
 * Known pixels, hidden to see how well they are completed: those that the mask would hide if it lay beside where it does, or, where the
 * unknown pixels are too many for that, some of the known ones among them.
 *
 * Of some windows; none where there is no room for either.
 */
export function hiddenHoles(picture: Picture, states: Uint8Array, tiles: readonly Tile[]): HiddenHole[] {
  const count = Math.min(MOST_HOLES, tiles.length);
  const looked = Array.from({ length: count }, (_, k) => tiles[Math.floor(((k + 0.5) * tiles.length) / count)]!);
  const holes = looked.flatMap((tile) => {
    const { unknown, box } = windowAt(tile, states, picture);
    const best = bestShift(picture, states, unknown);
    if (best.part >= ENOUGH) return [movedHole(picture, states, unknown, box, best.shift)];
    const scattered = scatteredHole(picture, states, box);
    if (scattered.hidden.length * HIDE_EVERY >= FEWEST_SCATTERED) return [scattered];
    return best.part >= LEAST ? [movedHole(picture, states, unknown, box, best.shift)] : [];
  });
  // The mask that lies elsewhere may hide all that is known.
  return holes.filter(({ hidden, training }) => hidden.length > 0 && training.length > 0);
}

function movedHole(picture: Picture, states: Uint8Array, unknown: readonly Place[], box: Box, [down, right]: Place): HiddenHole {
  const stateAt = stateOf(picture, states);
  const isHidden = (row: number, column: number) => stateAt(row - down, column - right) === UNKNOWN;
  const moved = unknown.map(([row, column]) => [row + down, column + right] as const);
  const movedBox = { top: box.top + down, bottom: box.bottom + down, left: box.left + right, right: box.right + right };
  return {
    hidden: moved.filter(([row, column]) => stateAt(row, column) === KNOWN),
    training: trainingPixels((row, column) => stateAt(row, column) === KNOWN && !isHidden(row, column), movedBox, picture),
  };
}

function scatteredHole(picture: Picture, states: Uint8Array, box: Box): HiddenHole {
  const hidden: Place[] = [];
  let known = 0;
  for (let row = box.top; row <= box.bottom; row++)
    for (let column = box.left; column <= box.right; column++)
      if (states[row * picture.width + column] === KNOWN && known++ % HIDE_EVERY === 0) hidden.push([row, column]);
  const isHidden = new Set(hidden.map(([row, column]) => row * picture.width + column));
  const isKnown = (row: number, column: number) => {
    const pixel = row * picture.width + column;
    return states[pixel] === KNOWN && !isHidden.has(pixel);
  };
  return { hidden, training: trainingPixels(isKnown, box, picture) };
}

/** The nearest shift that is good enough, or the best. */
function bestShift(picture: Picture, states: Uint8Array, unknown: readonly Place[]): { shift: Place; part: number } {
  const stateAt = stateOf(picture, states);
  let best: { shift: Place; part: number } = { shift: [0, 0], part: 0 };
  for (const distance of DISTANCES)
    for (const [y, x] of DIRECTIONS) {
      const shift = [y * distance, x * distance] as const;
      const known = unknown.filter(([row, column]) => stateAt(row + shift[0], column + shift[1]) === KNOWN);
      const part = known.length / unknown.length;
      if (part > best.part) best = { shift, part };
      if (part >= ENOUGH) return best;
    }
  return best;
}

/** Of a pixel; undefined outside. */
function stateOf({ height, width }: Picture, states: Uint8Array): (row: number, column: number) => number | undefined {
  return (row, column) => (row >= 0 && column >= 0 && row < height && column < width ? states[row * width + column] : undefined);
}
