import { RandomStream } from '../../src/random/stream.ts';

/** `count` different images, drawn with a seed; `purpose` keeps draws for different ends apart. */
export function drawImages(images: readonly Float32Array[], count: number, seed: number, purpose: number): Float32Array[] {
  return [...new RandomStream(seed, purpose).sample(images.length, count)].map((index) => images[index]!);
}
