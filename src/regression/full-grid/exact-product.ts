import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { rowsPerStep } from '../../kernels/kernel-engine.ts';
import { type HypernetworkPoints, pointCount } from '../../kernels/points.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import { fromLayout } from './decomposition/layout.ts';
import type { GridKernel } from './grid-kernel.ts';

/** Kernel numbers that are held at a time: 64 MiB. */
export const NUMBERS_PER_BLOCK = 2 ** 23;
/** Points that a block is laid out for, where there are as many: enough rows to keep threads busy. */
const POINTS_PER_BLOCK = 64;

/** A combination of the kernel's columns. */
export interface GridCombination extends GridKernel {
  /** α, `[k, n, p]` */
  weights: Float64Array;
  /** k */
  outputs: number;
}

/** A point that is also a point of the grid, where the kernel has a formula of its own. */
export interface Coincidence {
  /** Index of the point. */
  row: number;
  image: number;
  coordinate: number;
  /** The kernel there. */
  value: number;
}

/**
 * K(points, grid)·α with every entry of K computed, `[points, k]`.
 *
 * Time: points × n·p entries of the kernel. Memory: a block of them.
 */
export async function exactProduct(
  { architecture, kernel, x, z, weights, outputs }: GridCombination,
  points: HypernetworkPoints,
  engine: Engine,
  control: Control,
  coincidences: readonly Coincidence[] = [],
): Promise<Matrix> {
  const p = z.shape[0];
  const [n, width] = x.shape;
  const count = pointCount(points);
  const out = matrix(count, outputs);
  const all = fromLayout(weights, outputs);
  const imagesPerStep = Math.max(1, Math.floor(NUMBERS_PER_BLOCK / (Math.min(count, POINTS_PER_BLOCK) * p)));
  for (let first = 0; first < n; first += imagesPerStep) {
    const last = Math.min(first + imagesPerStep, n);
    const images = matrix(last - first, width, x.data.subarray(first * width, last * width));
    const grid: HypernetworkPoints = { x: images, z, pairing: 'grid' };
    const prepared = await engine.kernels.prepare({ architecture, points, points2: grid, outputs: [kernel], layers: false });
    const alpha = matrix((last - first) * p, outputs, all.data.subarray(first * p * outputs, last * p * outputs));
    const step = rowsPerStep(prepared, NUMBERS_PER_BLOCK);
    const columns = prepared.columns;
    const memory = prepared.allocate(Math.min(step, count) * columns);
    for (let start = 0; start < count; start += step) {
      const stop = Math.min(start + step, count);
      const block = matrix(stop - start, columns, memory.subarray(0, (stop - start) * columns));
      const layer = prepared.layerCount(kernel);
      const part = subControl(
        control,
        (first + ((last - first) * start) / count) / n,
        (first + ((last - first) * stop) / count) / n,
      );
      await prepared.evaluate(start, stop, [{ output: kernel, layer, data: block.data }], part);
      for (const { row, image, coordinate, value } of coincidences) {
        if (row < start || row >= stop || image < first || image >= last) continue;
        block.data[(row - start) * columns + (image - first) * p + coordinate] = value;
      }
      const into = matrix(stop - start, outputs, out.data.subarray(start * outputs, stop * outputs));
      await engine.linalg.gemm(block, alpha, { into, beta: 1 });
    }
  }
  await control.checkpoint(1);
  return out;
}
