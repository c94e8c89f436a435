import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type HypernetworkPoints, pointCount } from '../../kernels/points.ts';
import type { Matrix } from '../../nd-array.ts';
import type { PredictionCertificate } from '../regression.ts';
import { takePoints } from '../take-points.ts';
import { exactProduct, type GridCombination } from './exact-product.ts';

const MOST_CHECKED = 64;
/** Entries of the kernel that a check may compute, so that it is short beside the prediction. */
const MOST_ENTRIES = 1_600_000;
const LEAST_CHECKED = 2;
/** Multiples of it fill [0, 1) evenly however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Test points that are checked, of a grid of `images` × `coordinates`, for `entries` of the kernel at each. */
export function checkedCount(images: number, coordinates: number, entries: number): number {
  const affordable = Math.max(LEAST_CHECKED, Math.floor(MOST_ENTRIES / entries));
  return Math.min(images * coordinates, MOST_CHECKED, affordable);
}

/**
 * Compares predicted means, `[t, k]`, with those of exact kernels at some test points, spread over images and coordinates.
 *
 * Time: points × n·p entries of the kernel.
 */
export async function checkMeans(
  combination: GridCombination,
  test: HypernetworkPoints,
  mean: Matrix,
  engine: Engine,
  control: Control,
): Promise<PredictionCertificate> {
  const { x, z, outputs } = combination;
  const checked = spread(test, x.shape[0] * z.shape[0]);
  const exact = await exactProduct(combination, takePoints(test, checked) as HypernetworkPoints, engine, control);
  let exactDifference = 0;
  for (let c = 0; c < outputs; c++) {
    let [difference, largest] = [0, 0];
    for (const [row, point] of checked.entries()) {
      const value = exact.data[row * outputs + c]!;
      difference = Math.max(difference, Math.abs(mean.data[point * outputs + c]! - value));
      largest = Math.max(largest, Math.abs(value));
    }
    if (difference > 0) exactDifference = Math.max(exactDifference, difference / (largest || difference));
  }
  return { exactDifference, checkedPoints: checked.length };
}

/** Indices of points of a grid, ascending. */
function spread(test: HypernetworkPoints, entries: number): Int32Array {
  const [images, coordinates] = [test.x.shape[0], test.z.shape[0]];
  const count = checkedCount(images, coordinates, entries);
  if (count === pointCount(test)) return Int32Array.from({ length: count }, (_, point) => point);
  const points = Array.from({ length: count }, (_, k) => {
    const image = Math.floor(((k + 0.5) * images) / count);
    return image * coordinates + Math.floor((((k + 0.5) * GOLDEN) % 1) * coordinates);
  });
  return Int32Array.from(new Set(points)).sort();
}
