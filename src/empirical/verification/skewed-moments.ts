import type { MomentSums, Moments } from '../moments.ts';

/**
 * Mean, variance and third central moment of vectors that come one after the other, in float64 (Terriberry's extension
 * of Welford's updates).
 */
export class SkewedMoments implements Moments {
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #cubes: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
    this.#cubes = new Float64Array(length);
  }

  get count(): number {
    return this.#count;
  }

  /** All that is known of the vectors; the arrays are those in use. */
  get sums(): MomentSums {
    return { count: this.#count, mean: this.mean, squares: this.#squares, cubes: this.#cubes };
  }

  add(values: ArrayLike<number>): void {
    const before = this.#count++;
    for (let k = 0; k < this.mean.length; k++) {
      const difference = values[k]! - this.mean[k]!;
      const share = difference / this.#count;
      const square = difference * share * before;
      this.#cubes[k]! += square * share * (before - 1) - 3 * share * this.#squares[k]!;
      this.#squares[k]! += square;
      this.mean[k]! += share;
    }
  }

  /** Adds vectors that were summed up elsewhere, cubes too (Chan, Golub and LeVeque 1979; Terriberry 2007). */
  merge({ count, mean, squares, cubes }: MomentSums): void {
    if (cubes === undefined) throw new RangeError('moments without cubes');
    const before = this.#count;
    const total = before + count;
    if (count === 0) return;
    for (let k = 0; k < this.mean.length; k++) {
      const difference = mean[k]! - this.mean[k]!;
      const share = (difference * count) / total;
      const square = difference * share * before;
      const skew = (difference * (before * squares[k]! - count * this.#squares[k]!)) / total;
      this.#cubes[k]! += cubes[k]! + (square * difference * (before - count)) / total + 3 * skew;
      this.#squares[k]! += squares[k]! + square;
      this.mean[k]! += share;
    }
    this.#count = total;
  }

  /** Unbiased; NaN of a single vector. */
  variance(index: number): number {
    return this.#squares[index]! / (this.#count - 1);
  }

  /** The mean of (value − mean)³, unbiased; 0 of fewer than three vectors. */
  thirdMoment(index: number): number {
    const n = this.#count;
    return n < 3 ? 0 : (this.#cubes[index]! * n) / ((n - 1) * (n - 2));
  }
}
