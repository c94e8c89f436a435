import { useEffect, useRef } from 'preact/hooks';
import { type ColourMap, colourAt } from '../../plots/colours.ts';
import type { Mask } from './erasures.ts';
import { type Image, SIDE } from './sample.ts';

/** Canvas pixels for each of the image. */
export const CELL = 10;

export interface PictureLook {
  map: ColourMap;
  range: readonly [low: number, high: number];
  /** Whether erased pixels are hatched in place of their value. */
  hideErased?: boolean;
}

interface PictureProps {
  title: string;
  /** What is to be seen, in words. */
  label: string;
  image: Image;
  seen?: Mask;
  look?: PictureLook;
  children?: preact.ComponentChildren;
}

const GREY_LOOK: PictureLook = { map: 'grey', range: [0, 1] };

/** An image, the border of what was erased drawn in. */
export function Picture({ title, label, image, seen, look = GREY_LOOK, children }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => paint(canvas.current!, image, seen, look), [image, seen, look]);
  return (
    <figure class="picture">
      <figcaption>{title}</figcaption>
      <canvas ref={canvas} width={SIDE * CELL} height={SIDE * CELL} role="img" aria-label={label} />
      {children}
    </figure>
  );
}

export function paint(
  canvas: HTMLCanvasElement,
  image: Image,
  seen: Mask | undefined,
  { map, range, hideErased }: PictureLook,
): void {
  const context = canvas.getContext('2d')!;
  const [low, high] = range;
  for (let pixel = 0; pixel < image.length; pixel++) {
    const [x, y] = [(pixel % SIDE) * CELL, Math.floor(pixel / SIDE) * CELL];
    const hidden = hideErased && seen?.[pixel] === 0;
    context.fillStyle = hidden ? '#34465c' : `rgb(${colourAt(map, (image[pixel]! - low) / (high - low || 1)).join(',')})`;
    context.fillRect(x, y, CELL, CELL);
    if (hidden) hatch(context, x, y);
  }
  if (seen) outline(context, seen);
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.strokeStyle = '#4a6180';
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y + CELL);
  context.lineTo(x + CELL, y);
  context.stroke();
}

function outline(context: CanvasRenderingContext2D, seen: Mask): void {
  context.strokeStyle = '#7cc0ff';
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.beginPath();
  for (let pixel = 0; pixel < seen.length; pixel++) {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    if (column > 0 && seen[pixel] !== seen[pixel - 1]) {
      context.moveTo(column * CELL, row * CELL);
      context.lineTo(column * CELL, (row + 1) * CELL);
    }
    if (row > 0 && seen[pixel] !== seen[pixel - SIDE]) {
      context.moveTo(column * CELL, row * CELL);
      context.lineTo((column + 1) * CELL, row * CELL);
    }
  }
  context.stroke();
  context.setLineDash([]);
}
