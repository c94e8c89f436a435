import assert from 'node:assert/strict';
import type { ImageSet, ImageShape } from '../../src/datasets/image-set.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { RandomStream } from '../../src/random/stream.ts';

/** Images of noise. */
export function noiseSet(count: number, shape: ImageShape, seed = 0): ImageSet {
  const random = new RandomStream(seed, 0);
  const size = shape.channels * shape.height * shape.width;
  const image = (index: number) => Float32Array.from({ length: size }, (_, at) => random.uniform(index * size + at));
  return {
    ...shape,
    images: Array.from({ length: count }, (_, index) => image(index)),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 10),
  };
}

/** Asserts that something is refused as `invalid_value`, or by `code`, in these words. */
export async function refuses(run: () => unknown, says: RegExp, code = 'invalid_value'): Promise<void> {
  await assert.rejects(
    async () => run(),
    (error) => {
      assert.ok(isHypertangentError(error), String(error));
      assert.match(error.message, says);
      assert.equal(error.code, code);
      return true;
    },
  );
}

/** A file in IDX format, as its description has it. */
export function idx(axes: readonly number[], bytes: ArrayLike<number>, magic = 0x0800 + axes.length): Buffer {
  const header = Buffer.alloc(4 + 4 * axes.length);
  [magic, ...axes].forEach((value, index) => {
    header.writeUInt32BE(value, 4 * index);
  });
  return Buffer.concat([header, Uint8Array.from(bytes)]);
}
