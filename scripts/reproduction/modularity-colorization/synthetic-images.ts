import type { ImageSet } from '../../../src/datasets/image-set.ts';
import { RandomStream } from '../../../src/random/stream.ts';

/** Of the seed; nothing that is trained has it. */
const STREAM = 2 ** 31 + 130;
const CHANNELS = 3;
const NUMBERS_PER_IMAGE = 8;

/**
 * Images made by a seed, to try colourisation without photographs: a wave of light and dark in a random direction, whose colour
 * depends on that direction, so that it can be told from the gray image.
 */
export function syntheticImages(count: number, size: number, seed: number): ImageSet {
  const random = new RandomStream(seed, STREAM);
  const images = Array.from({ length: count }, (_, index) => {
    const [turn, phase, waves] = [0, 1, 2].map((k) => random.uniform(NUMBERS_PER_IMAGE * index + k)) as [number, number, number];
    return waveOf(size, 2 * Math.PI * turn, 2 * Math.PI * phase, 0.25 + 0.5 * waves);
  });
  return { images, height: size, width: size, channels: CHANNELS, labels: new Uint8Array(count) };
}

/** Red, green and blue are a third of a turn apart. @param waves across the image */
function waveOf(size: number, direction: number, phase: number, waves: number): Float32Array {
  const plane = size * size;
  const image = new Float32Array(CHANNELS * plane);
  const [along, across] = [Math.cos(direction), Math.sin(direction)];
  for (let pixel = 0; pixel < plane; pixel++) {
    const [row, column] = [Math.floor(pixel / size) / size, (pixel % size) / size];
    const light = 0.5 + 0.4 * Math.sin(phase + 2 * Math.PI * waves * (along * row + across * column));
    for (let channel = 0; channel < CHANNELS; channel++) {
      const tint = 0.5 + 0.5 * Math.cos(direction - (2 * Math.PI * channel) / CHANNELS);
      image[channel * plane + pixel] = light * tint;
    }
  }
  return image;
}
