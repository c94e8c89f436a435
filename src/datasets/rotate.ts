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
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
  const plane = height * width;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [right, down] = [column - middleColumn, row - middleRow];
      const fromRow = middleRow + sin * right + cos * down;
      const fromColumn = middleColumn + cos * right - sin * down;
      const [top, left] = [Math.floor(fromRow), Math.floor(fromColumn)];
      const [below, beside] = [fromRow - top, fromColumn - left];
      const inside = (r: number, c: number) => r >= 0 && r < height && c >= 0 && c < width;
      for (let channel = 0; channel < channels; channel++) {
        const at = (r: number, c: number) => (inside(r, c) ? image[channel * plane + r * width + c]! : 0);
        const upper = (1 - beside) * at(top, left) + beside * at(top, left + 1);
        const lower = (1 - beside) * at(top + 1, left) + beside * at(top + 1, left + 1);
        out[channel * plane + row * width + column] = (1 - below) * upper + below * lower;
      }
    }
  return out;
}
