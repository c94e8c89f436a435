import { type Matrix, matrix } from '../../nd-array.ts';

export interface Average {
  mean: Matrix;
  /** Standard deviation between the matrices, entry by entry (divided by their number less one); absent for one alone. */
  spread?: Matrix;
}

/** The mean of matrices that come one after the other, and the spread between them (Welford 1962). */
export class RunningAverage {
  #count = 0;
  #mean: Matrix | undefined;
  /** Sum of the squares of what differs from the mean. */
  #squares: Matrix | undefined;

  add(next: Matrix): void {
    this.#count++;
    this.#mean ??= matrix(...next.shape);
    this.#squares ??= matrix(...next.shape);
    for (let at = 0; at < next.data.length; at++) {
      const before = next.data[at]! - this.#mean.data[at]!;
      this.#mean.data[at]! += before / this.#count;
      this.#squares.data[at]! += before * (next.data[at]! - this.#mean.data[at]!);
    }
  }

  /** Throws RangeError if there was none. */
  result(): Average {
    if (!this.#mean || !this.#squares) throw new RangeError('an average of nothing');
    if (this.#count === 1) return { mean: this.#mean };
    const freedom = this.#count - 1;
    return {
      mean: this.#mean,
      spread: matrix(
        ...this.#mean.shape,
        this.#squares.data.map((sum) => Math.sqrt(sum / freedom)),
      ),
    };
  }
}
