import { type Control, uncontrolled } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { FactorTile, ImageFactors } from './image-factors.ts';

/** A₀ = Σ α_q A_q, `[n, n′]`. */
export async function combineImages(images: ImageFactors, alpha: Float64Array, engine: Engine): Promise<Matrix> {
  const { rows, columns } = images;
  const out = matrix(rows, columns, engine.kernels.allocate(rows * columns));
  await forCombinedTiles(images, alpha, engine, async (tile, combined) => {
    const [height, width] = combined.shape;
    for (let i = 0; i < height; i++) {
      const from = combined.data.subarray(i * width, (i + 1) * width);
      out.data.set(from, (tile.rows.start + i) * columns + tile.columns.start);
      if (!tile.mirrored) continue;
      for (let j = 0; j < width; j++) out.data[(tile.columns.start + j) * columns + tile.rows.start + i] = from[j]!;
    }
  });
  return out;
}

/** Calls `visit` with A₀ at one tile after the other, `[rows, columns]`. */
export async function forCombinedTiles(
  images: ImageFactors,
  alpha: Float64Array,
  { linalg }: Engine,
  visit: (tile: FactorTile, combined: Matrix) => Promise<void>,
  control: Control = uncontrolled,
): Promise<void> {
  const weights = matrix(1, alpha.length, alpha);
  await images.forTiles(async (tile) => {
    const { data } = await linalg.gemm(weights, tile.values);
    await visit(tile, matrix(tile.rows.count, tile.columns.count, data));
  }, control);
}
