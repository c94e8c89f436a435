import { type Matrix, matrix } from '../nd-array.ts';

export const COORDINATE_SCALES = ['pixels', 'unit'] as const;

/** pixels: (0, 0) to (height − 1, width − 1), as fourier features' length scales are; unit: both from 0 to 1. */
export type CoordinateScale = (typeof COORDINATE_SCALES)[number];

/** (row, column) of every pixel, row by row, `[height·width, 2]`. */
export function pixelCoordinates([height, width]: readonly [number, number], scale: CoordinateScale = 'pixels'): Matrix {
  const coordinates = matrix(height * width, 2);
  const [rows, columns] = scale === 'pixels' ? [1, 1] : [Math.max(height - 1, 1), Math.max(width - 1, 1)];
  for (let pixel = 0; pixel < height * width; pixel++) {
    coordinates.data[2 * pixel] = Math.floor(pixel / width) / rows;
    coordinates.data[2 * pixel + 1] = (pixel % width) / columns;
  }
  return coordinates;
}
