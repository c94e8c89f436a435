import { type ImageShape, imageSize } from './image-set.ts';

/**
 * An image turned about its centre, counterclockwise as one looks at it with its first row above.
 *
 * Each pixel of the result is interpolated bilinearly between the four around the place that it comes from, in each channel
 * by itself; outside of the image all is 0. The result has the shape of the image, so corners are lost.
 */
export function rotate(image: Float32Array, shape: ImageShape, degrees: number): Float32Array {
  const { height, width, channels } = shape;
  const out = new Float32Array(imageSize(shape));
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const middleRow = (height - 1) / 2;
  const middleColumn = (width - 1) / 2;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const fromRow = middleRow + sin * (column - middleColumn) + cos * (row - middleRow);
      const fromColumn = middleColumn + cos * (column - middleColumn) - sin * (row - middleRow);
      for (let channel = 0; channel < channels; channel++)
        out[(channel * height + row) * width + column] = between(image, shape, channel, fromRow, fromColumn);
    }
  return out;
}

function between(image: Float32Array, shape: ImageShape, channel: number, row: number, column: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const below = row - top;
  const beside = column - left;
  const upper = (1 - beside) * at(image, shape, channel, top, left) + beside * at(image, shape, channel, top, left + 1);
  const lower = (1 - beside) * at(image, shape, channel, top + 1, left) + beside * at(image, shape, channel, top + 1, left + 1);
  return (1 - below) * upper + below * lower;
}

function at(image: Float32Array, { height, width }: ImageShape, channel: number, row: number, column: number): number {
  const inside = row >= 0 && row < height && column >= 0 && column < width;
  return inside ? image[(channel * height + row) * width + column]! : 0;
}
