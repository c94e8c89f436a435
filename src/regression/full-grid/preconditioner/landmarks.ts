import { type Control, subControl } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type Matrix, matrix, takeRows, transposed } from '../../../nd-array.ts';
import { combineImages, forCombinedTiles } from '../decomposition/combine-images.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';
import { type ImageRange, imageFactors } from '../decomposition/image-factors.ts';
import type { GridKernel } from '../grid-kernel.ts';
import { spreadEvenly } from '../spread-evenly.ts';
import { symmetrised } from './symmetrised.ts';

/** A₀ between landmark images, W, and between them and all others, C. */
export interface Landmarks {
  /** Landmarks and all other images, both ascending. */
  readonly chosen: Int32Array;
  readonly others: Int32Array;
  /** W = QΛQᵀ: Λ, ascending, what rounding made negative as 0; and Q, an eigenvector in each column. */
  readonly values: Float64Array;
  readonly vectors: Matrix;
  /** C·Q, `[n − m, m]` */
  readonly cross: Matrix;
}

/** Takes `count` landmarks, spread evenly over the images. */
export async function takeLandmarks(
  grid: GridKernel,
  { pivots }: GridDecomposition,
  alpha: Float64Array,
  count: number,
  engine: Engine,
  control: Control,
): Promise<Landmarks> {
  const { linalg, kernels } = engine;
  const n = grid.x.shape[0];
  const chosen = spreadEvenly(n, count);
  const others = allBut(n, chosen);
  const landmarks = takeRows(grid.x, chosen);
  const own = await imageFactors({ ...grid, x: landmarks }, pivots, undefined, { keep: false }, engine);
  const rows = symmetrised(await combineImages(own, alpha, engine));
  const values = (await linalg.syev(rows)).map((value) => Math.max(value, 0));
  await control.checkpoint(0.4);
  const vectors = matrix(count, count, transposed(rows.data, count, count));
  const cross = matrix(others.length, count, kernels.allocate(others.length * count));
  const left = { ...grid, x: takeRows(grid.x, others) };
  const between = await imageFactors(left, pivots, landmarks, { keep: false }, engine);
  await forCombinedTiles(
    between,
    alpha,
    engine,
    async ({ rows, columns }, combined) => {
      const options = { into: range(cross, rows), beta: columns.start === 0 ? 0 : 1 };
      await linalg.gemm(combined, range(vectors, columns), options);
    },
    subControl(control, 0.4, 1),
  );
  return { chosen, others, values, vectors, cross };
}

function allBut(all: number, chosen: Int32Array): Int32Array {
  const taken = new Uint8Array(all);
  for (const index of chosen) taken[index] = 1;
  return Int32Array.from({ length: all }, (_, index) => index).filter((index) => taken[index] === 0);
}

function range({ shape: [, width], data }: Matrix, { start, count }: ImageRange): Matrix {
  return matrix(count, width, data.subarray(start * width, (start + count) * width));
}
