import { type Matrix, matrix } from '../../../../src/nd-array.ts';
import { imageFactors } from '../../../../src/regression/full-grid/decomposition/image-factors.ts';
import { EigenInverse } from '../../../../src/regression/full-grid/preconditioner/eigen-inverse.ts';
import type { ImageInverse, MakeInverse } from '../../../../src/regression/full-grid/preconditioner/image-inverse.ts';

/** A₀ by its diagonal blocks, some images each, every one exact: as if images of different blocks had nothing in common. */
export class BlocksInverse implements ImageInverse {
  readonly #blocks: readonly { start: number; count: number; images: ImageInverse }[];

  private constructor(blocks: readonly { start: number; count: number; images: ImageInverse }[]) {
    this.#blocks = blocks;
  }

  static with(blockImages: number): MakeInverse {
    return async (grid, decomposition, engine, control) => {
      const [n, width] = grid.x.shape;
      const blocks: { start: number; count: number; images: ImageInverse }[] = [];
      let beta = new Float64Array(0);
      for (let start = 0; start < n; start += blockImages) {
        const count = Math.min(blockImages, n - start);
        const part = { ...grid, x: matrix(count, width, grid.x.data.subarray(start * width, (start + count) * width)) };
        const images = await imageFactors(part, decomposition.pivots, undefined, { keep: true }, engine);
        const sum = { ...decomposition.sum, images };
        const made = await EigenInverse.make(part, { ...decomposition, sum }, engine, control);
        // The blocks' own B₀ are all but the same.
        beta = beta.length > 0 ? beta : Float64Array.from(made.beta);
        blocks.push({ start, count, images: made.images });
      }
      return { images: new BlocksInverse(blocks), beta };
    };
  }

  async multiply(columns: Matrix, scales: Float64Array, ridge: number, scratch: Float64Array): Promise<void> {
    const p = columns.shape[1];
    for (const { start, count, images } of this.#blocks) {
      const rows = matrix(count, p, columns.data.subarray(start * p, (start + count) * p));
      await images.multiply(rows, scales, ridge, scratch);
    }
  }
}
