/** Mean and variance of vectors that come one after the other, in float64 (Welford 1962). */
export class RunningMoments {
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

  add(values: ArrayLike<number>): void {
    this.#count++;
    for (let k = 0; k < this.mean.length; k++) {
      const difference = values[k]! - this.mean[k]!;
      this.mean[k]! += difference / this.#count;
      this.#squares[k]! += difference * (values[k]! - this.mean[k]!);
    }
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
