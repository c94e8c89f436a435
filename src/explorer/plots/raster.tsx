import { useEffect, useRef } from 'preact/hooks';
import { type ColourMap, colourAt } from './colours.ts';

interface RasterProps {
  /** What is to be seen, in words; empty where something else says it. */
  label: string;
  /** [rows, columns], row-major, from the top. */
  values: ArrayLike<number>;
  rows: number;
  columns: number;
  map: ColourMap;
  range: readonly [low: number, high: number];
  onPoint?(row: number, column: number): void;
}

/** Numbers as a picture, a pixel each. */
export function Raster({ label, values, rows, columns, map, range, onPoint }: RasterProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(columns, rows);
    const [low, high] = range;
    for (let index = 0; index < rows * columns; index++) {
      image.data.set([...colourAt(map, (values[index]! - low) / (high - low || 1)), 255], 4 * index);
    }
    context.putImageData(image, 0, 0);
  }, [values, rows, columns, map, range[0], range[1]]);
  return (
    <canvas
      ref={canvas}
      class="raster"
      width={columns}
      height={rows}
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label })}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const at = (place: number, length: number, count: number) =>
          Math.min(count - 1, Math.max(0, Math.floor((place / length) * count)));
        onPoint?.(at(event.clientY - box.top, box.height, rows), at(event.clientX - box.left, box.width, columns));
      }}
    />
  );
}
