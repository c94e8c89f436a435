import { type Box, UNKNOWN } from './picture.ts';

/** Unknown pixels that are completed together. */
export interface Window {
  /** Of its unknown pixels. */
  box: Box;
  /** Row and column of each of its unknown pixels. */
  unknown: [row: number, column: number][];
  /** Of each, from 0 to 1: windows overlap, and what they say is averaged with these weights. */
  weights: Float64Array;
}

/** The top left corner of a square of pixels, some of which are unknown. */
export type Tile = readonly [top: number, left: number];

interface Size {
  height: number;
  width: number;
}

/** Side of the tiles that every unknown pixel is in one of. */
const TILE = 16;
/** A window reaches so far beyond its tile on every side. */
const OVERLAP = 4;

/** The tiles that cover all unknown pixels, from the top left. */
export function tilesOf(states: Uint8Array, { height, width }: Size): Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < height; top += TILE)
    for (let left = 0; left < width; left += TILE)
      if (hasUnknown(states, width, { top, left, bottom: Math.min(height, top + TILE), right: Math.min(width, left + TILE) }))
        tiles.push([top, left]);
  return tiles;
}

/** The window around a tile. */
export function windowAt([top, left]: Tile, states: Uint8Array, { height, width }: Size): Window {
  const unknown: [number, number][] = [];
  const weights: number[] = [];
  const box = { top: height, left: width, bottom: 0, right: 0 };
  for (let row = Math.max(0, top - OVERLAP); row < Math.min(height, top + TILE + OVERLAP); row++)
    for (let column = Math.max(0, left - OVERLAP); column < Math.min(width, left + TILE + OVERLAP); column++) {
      if (states[row * width + column] !== UNKNOWN) continue;
      unknown.push([row, column]);
      weights.push(ramp(row - top) * ramp(column - left));
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row);
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column);
    }
  return { box, unknown, weights: Float64Array.from(weights) };
}

function hasUnknown(states: Uint8Array, width: number, { top, left, bottom, right }: Box): boolean {
  for (let row = top; row < bottom; row++)
    for (let at = row * width + left; at < row * width + right; at++) if (states[at] === UNKNOWN) return true;
  return false;
}

/** Linear across the overlap, so that the weights of neighbours add up to 1. */
function ramp(offset: number): number {
  const inside = Math.min(offset + OVERLAP, TILE + OVERLAP - 1 - offset) + 0.5;
  return Math.min(1, inside / (2 * OVERLAP));
}
