import type { MomentSums, Moments } from './moments.ts';

/** Mean and variance of vectors that come one after the other, in float64 (Welford 1962). */
export class RunningMoments implements Moments {
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(length: number) {
    this.mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  get count(): number {
    return this.#count;
  }

  /** All that is known of the vectors; the arrays are those in use. */
  get sums(): MomentSums {
    return { count: this.#count, mean: this.mean, squares: this.#squares };
  }

  add(values: ArrayLike<number>): void {
    this.#count++;
    for (let k = 0; k < this.mean.length; k++) {
      const difference = values[k]! - this.mean[k]!;
      this.mean[k]! += difference / this.#count;
      this.#squares[k]! += difference * (values[k]! - this.mean[k]!);
    }
  }

  /** Adds vectors that were summed up elsewhere (Chan, Golub and LeVeque 1979). */
  merge({ count, mean, squares }: MomentSums): void {
    const before = this.#count;
    const total = before + count;
    if (count === 0) return;
    for (let k = 0; k < this.mean.length; k++) {
      const difference = mean[k]! - this.mean[k]!;
      const share = (difference * count) / total;
      this.mean[k]! += share;
      this.#squares[k]! += squares[k]! + difference * share * before;
    }
    this.#count = total;
  }

  /** Unbiased; NaN of a single vector. */
  variance(): Float64Array {
    return this.#squares.map((sum) => sum / (this.#count - 1));
  }

  /** Of the mean. */
  standardError(): Float64Array {
    return this.variance().map((value) => Math.sqrt(value / this.#count));
  }
}
