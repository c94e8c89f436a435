/** What images have in common. */
export interface ImageShape {
  height: number;
  width: number;
  channels: number;
}

/** Images with their classes. */
export interface ImageSet extends ImageShape {
  /** Each `[channels · height · width]`: channel after channel, row after row, from 0 (black) to 1. */
  images: readonly Float32Array[];
  /** One of each image, from 0. */
  labels: Uint8Array;
}

/** The numbers of an image. */
export function imageSize({ height, width, channels }: ImageShape): number {
  return channels * height * width;
}

/** The first `count` images of a set. */
export function firstImages(set: ImageSet, count: number): ImageSet {
  return { ...set, images: set.images.slice(0, count), labels: set.labels.slice(0, count) };
}

/** Bytes as images: 255 is 1. */
export function imagesOf(bytes: Uint8Array, size: number): Float32Array[] {
  return Array.from({ length: bytes.length / size }, (_, image) => {
    const values = new Float32Array(size);
    for (let at = 0; at < size; at++) values[at] = bytes[image * size + at]! / 255;
    return values;
  });
}
