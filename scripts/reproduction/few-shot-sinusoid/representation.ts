import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { gaussianKernel, gaussianPosterior } from './posterior.ts';
import { gridOf, type Task } from './tasks.ts';

/** What f sees of a task's examples. */
export const REPRESENTATION_KINDS = ['posterior', 'interpolant', 'sums-and-density', 'sums', 'pairs'] as const;
export type RepresentationKind = (typeof REPRESENTATION_KINDS)[number];

export interface Representation {
  kind: RepresentationKind;
  /** Of the Gaussians around examples. */
  lengthScale: number;
  /** f(c·x) generates weights c times as large, and g multiplies those of all its layers: with x of size^(1/depth), h of c·y is c·h of y. */
  degree: number;
}

/** Inputs at which an example is felt. */
const CENTRES = gridOf(20);
/** How much larger than values deviations are written. */
const DEVIATION_WEIGHT = 4;

/**
 * Each task's examples as a row of numbers, whose order does not matter to it and which grows with y, all of it:
 *
 * - `posterior`: at 20 inputs the mean of a Gaussian process given the examples and, times the root mean square of y, its
 *   deviation;
 * - `interpolant`: the mean alone;
 * - `sums-and-density`: Σ_k y_k·k(z, z_k) there and, times the root mean square of y, Σ_k k(z, z_k);
 * - `sums`: the former alone;
 * - `pairs`: y and z, times the root mean square of y, by ascending z.
 */
export function represent(tasks: readonly Task[], representation: Representation): Matrix {
  const rows = tasks.map((task) => {
    const row = rowOf(task, representation);
    const factor = rootMeanSquare(row) ** (1 / representation.degree - 1);
    return row.map((value) => factor * value);
  });
  const columns = rows[0]!.length;
  return matrix(rows.length, columns, Float64Array.from(rows.flat()));
}

function rowOf({ z, y }: Task, { kind, lengthScale }: Representation): number[] {
  const size = rootMeanSquare(y);
  switch (kind) {
    case 'posterior': {
      const { mean, deviation } = gaussianPosterior(z, y, CENTRES, lengthScale);
      return [...mean, ...deviation.map((value) => DEVIATION_WEIGHT * size * value)];
    }
    case 'interpolant':
      return [...gaussianPosterior(z, y, CENTRES, lengthScale).mean];
    case 'sums-and-density':
      return [
        ...sums(z, y, lengthScale),
        ...sums(
          z,
          y.map(() => size),
          lengthScale,
        ),
      ];
    case 'sums':
      return sums(z, y, lengthScale);
    case 'pairs':
      return [...y, ...z.map((value) => size * value)];
  }
}

function sums(z: Float64Array, weights: Float64Array, lengthScale: number): number[] {
  const near = gaussianKernel(CENTRES, z, lengthScale).to2DArray();
  return near.map((row) => row.reduce((sum, value, k) => sum + value * weights[k]!, 0));
}

function rootMeanSquare(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
