import { gzipSync } from 'node:zlib';
import { encodeNpy } from '../../src/client/npy.ts';
import { TRAINING_DIGITS } from '../../src/explorer/views/digits/sample.ts';
import { IMAGE_SHAPE, PIXELS, readMnist } from '../lib/mnist.ts';

/** Digits to pick from. */
const TEST_DIGITS = 24;

/** Levels of grey: what the eye tells apart, in a file of less than half the size. */
const LEVELS = 16;

/** MNIST's first training images and, after them, its first test images: bytes, [images, 28, 28], as .npy.gz. */
export async function digitsFile(): Promise<Uint8Array> {
  const images = [...(await readMnist('train', TRAINING_DIGITS)), ...(await readMnist('test', TEST_DIGITS))];
  const data = new Uint8Array(images.length * PIXELS);
  images.forEach((image, index) => {
    data.set(image.map(quantised), index * PIXELS);
  });
  return gzipSync(encodeNpy({ shape: [images.length, ...IMAGE_SHAPE], data }), { level: 9 });
}

function quantised(value: number): number {
  return Math.round((Math.round(value * (LEVELS - 1)) * 255) / (LEVELS - 1));
}
