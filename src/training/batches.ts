import { RandomStream } from '../random/stream.ts';

/** Of the seed; no layer's weights have it. */
const SHUFFLES = 2 ** 31;

/** Which points each step of training sees: every epoch all of them, in an order of its own unless one batch has them all. */
export class Batches {
  readonly stepsPerEpoch: number;
  readonly #points: number;
  readonly #size: number;
  readonly #stream: RandomStream;
  #epoch = -1;
  #order: Int32Array;

  constructor(points: number, size: number, seed: number) {
    this.#points = points;
    this.#size = Math.min(size, points);
    this.#stream = new RandomStream(seed, SHUFFLES);
    this.#order = Int32Array.from({ length: points }, (_, index) => index);
    this.stepsPerEpoch = Math.ceil(points / this.#size);
  }

  /** Ascending; the last batch of an epoch has what is left. It depends on the seed and the step alone. */
  at(step: number): Int32Array {
    if (this.stepsPerEpoch === 1) return this.#order;
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = this.#stream.order(this.#points, this.#points, epoch * this.#points);
      this.#epoch = epoch;
    }
    const start = (step % this.stepsPerEpoch) * this.#size;
    return this.#order.slice(start, start + this.#size).sort();
  }
}
