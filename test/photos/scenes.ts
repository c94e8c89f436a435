import { UNKNOWN } from '../../src/photos/picture.ts';
import { uniforms } from './uniforms.ts';

/** Pictures that look a little like photographs, and masks as people draw them; the same every time. */

export const SIDE = 96;

/** Grey values from 0 to 255, row by row. */
export type Grey = Float64Array;

/** Smooth noise of all sizes, the smaller the weaker, as in clouds. */
export function clouds(): Grey {
  const random = uniforms(7);
  const values = new Float64Array(SIDE * SIDE);
  for (let octave = 2, amplitude = 1; octave <= 64; octave *= 2, amplitude /= 1.9) {
    const side = octave + 2;
    const knots = Float64Array.from({ length: side * side }, () => random() - 0.5);
    values.forEach((_, at) => {
      const [y, x] = [(Math.floor(at / SIDE) / SIDE) * octave, ((at % SIDE) / SIDE) * octave];
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [down, right] = [smooth(y - top), smooth(x - left)];
      const knot = (i: number, j: number) => knots[(top + i) * side + left + j]!;
      const upper = (1 - right) * knot(0, 0) + right * knot(0, 1);
      const lower = (1 - right) * knot(1, 0) + right * knot(1, 1);
      values[at]! += amplitude * ((1 - down) * upper + down * lower);
    });
  }
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (255 * (value - least)) / (most - least));
}

/** Discs in front of one another, as leaves: edges everywhere. */
export function leaves(): Grey {
  const random = uniforms(11);
  const values = new Float64Array(SIDE * SIDE).fill(128);
  for (let disc = 0; disc < 250; disc++) {
    const radius = 3 + 30 * random() ** 4;
    const [row, column, grey] = [random() * SIDE, random() * SIDE, 255 * random()];
    values.forEach((value, at) => {
      const inside = radius + 0.5 - Math.hypot(Math.floor(at / SIDE) - row, (at % SIDE) - column);
      const cover = Math.min(1, Math.max(0, inside));
      values[at] = (1 - cover) * value + cover * grey;
    });
  }
  return values;
}

/** Waves, as of water or cloth. */
export function waves(): Grey {
  return Float64Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    return 128 + 75 * Math.sin((column + 0.4 * row) / 5) + 50 * Math.sin(row / 17);
  });
}

/** A part of all pixels, here and there. */
export function scattered(part: number): Uint8Array {
  const random = uniforms(3);
  return Uint8Array.from({ length: SIDE * SIDE }, () => (random() < part ? UNKNOWN : 0));
}

/** Lines three pixels wide. */
export function scratches(): Uint8Array {
  const random = uniforms(5);
  const mask = new Uint8Array(SIDE * SIDE);
  for (let line = 0; line < 5; line++) {
    let [row, column, angle] = [random() * SIDE, random() * SIDE, random() * 6];
    for (let step = 0; step < SIDE; step++) {
      angle += (random() - 0.5) * 0.3;
      row += Math.sin(angle);
      column += Math.cos(angle);
      paint(mask, Math.round(row) - 1, Math.round(column) - 1, 3);
    }
  }
  return mask;
}

/** Squares of several sizes. */
export function holes(): Uint8Array {
  const mask = new Uint8Array(SIDE * SIDE);
  for (const [row, column, side] of [
    [12, 14, 8],
    [20, 60, 16],
    [60, 16, 24],
    [66, 66, 12],
  ] as const)
    paint(mask, row, column, side);
  return mask;
}

function paint(mask: Uint8Array, top: number, left: number, side: number): void {
  for (let row = Math.max(0, top); row < Math.min(SIDE, top + side); row++)
    for (let column = Math.max(0, left); column < Math.min(SIDE, left + side); column++) mask[row * SIDE + column] = UNKNOWN;
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
