import type { Mask } from './erasures.ts';
import { type Image, PIXELS, SIDE } from './sample.ts';

/** What the person drew or picked, and what of it is seen. */
export interface Drawing {
  image: Image;
  seen: Mask;
  /** The whole digit, where it was picked and not drawn on since. */
  truth: Image | undefined;
}

export type Tool = 'draw' | 'erase' | 'reveal';

/** Strength of the pen at a squared distance from its middle, in pixels. */
const PEN: Readonly<Record<number, number>> = { 0: 1, 1: 0.85, 2: 0.45, 4: 0.1 };
const ERASER_REACH = 2;

/** The drawing after one touch of a tool. */
export function touched(drawing: Drawing, tool: Tool, row: number, column: number): Drawing {
  if (tool === 'draw') {
    const image = drawing.image.slice();
    around(row, column, 2, (pixel, squared) => {
      image[pixel] = Math.max(image[pixel]!, PEN[squared] ?? 0);
    });
    const seen = drawing.seen.slice();
    around(row, column, 1, (pixel) => {
      seen[pixel] = 1;
    });
    return { image, seen, truth: undefined };
  }
  const seen = drawing.seen.slice();
  around(row, column, ERASER_REACH, (pixel) => {
    seen[pixel] = tool === 'reveal' ? 1 : 0;
  });
  return { ...drawing, seen };
}

function around(row: number, column: number, reach: number, act: (pixel: number, squaredDistance: number) => void): void {
  for (let down = -reach; down <= reach; down++) {
    for (let across = -reach; across <= reach; across++) {
      const [r, c] = [row + down, column + across];
      if (r >= 0 && r < SIDE && c >= 0 && c < SIDE) act(r * SIDE + c, down ** 2 + across ** 2);
    }
  }
}

export function blank(): Image {
  return new Float32Array(PIXELS);
}
