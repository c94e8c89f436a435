import { checkLabels, malformed } from './malformed.ts';

export const CIFAR10_SHAPE = { height: 32, width: 32, channels: 3 };
export const CIFAR10_CLASSES = 10;

const PIXEL_BYTES = 3 * 32 * 32;

/** Of an image and its label. */
export const CIFAR10_RECORD_BYTES = 1 + PIXEL_BYTES;

export interface Cifar10Records {
  /** `[count, 3, 32, 32]`, from 0 (black) to 255: the red values of an image row by row, then the green, then the blue. */
  pixels: Uint8Array;
  labels: Uint8Array;
}

/**
 * A file of the binary version of CIFAR-10: records of a label, 1024 red values, 1024 green and 1024 blue, a byte each.
 *
 * @param file its name, for errors
 * @throws HypertangentError `invalid_value` for what is no such file
 */
export function parseCifar10(bytes: Uint8Array, file: string): Cifar10Records {
  const count = Math.floor(bytes.length / CIFAR10_RECORD_BYTES);
  if (count === 0 || bytes.length % CIFAR10_RECORD_BYTES !== 0)
    throw malformed(
      file,
      `whole records of ${CIFAR10_RECORD_BYTES} bytes, as in the binary version of CIFAR-10`,
      `${bytes.length} bytes`,
    );
  const [pixels, labels] = [new Uint8Array(count * PIXEL_BYTES), new Uint8Array(count)];
  for (let record = 0; record < count; record++) {
    const at = record * CIFAR10_RECORD_BYTES;
    labels[record] = bytes[at]!;
    pixels.set(bytes.subarray(at + 1, at + CIFAR10_RECORD_BYTES), record * PIXEL_BYTES);
  }
  checkLabels(labels, CIFAR10_CLASSES, file);
  return { pixels, labels };
}
