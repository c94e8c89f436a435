import { philox4x32 } from './philox.ts';

const TWO_POW_32 = 2 ** 32;
const TWO_POW_52 = 2 ** 52;

/**
 * Numbers addressed by (seed, stream, index): the same address gives the same number everywhere.
 *
 * `seed` is any non-negative safe integer; `stream` keeps different uses of one seed apart.
 */
export class RandomStream {
  readonly #block = new Uint32Array(4);
  readonly #keyLow: number;
  readonly #keyHigh: number;
  readonly #stream: number;

  constructor(seed: number, stream: number) {
    this.#keyLow = seed % TWO_POW_32;
    this.#keyHigh = Math.floor(seed / TWO_POW_32);
    this.#stream = stream;
  }

  /** Uniform on (0, 1), 52 bits, never 0 or 1: number `index` of the stream. */
  uniform(index: number): number {
    const block = this.#fill(index);
    return uniformOf(block[0]!, block[1]!);
  }

  /** Standard normal (Box–Muller, one per block): number `index` of the stream. */
  normal(index: number): number {
    const block = this.#fill(index);
    const radius = Math.sqrt(-2 * Math.log(uniformOf(block[0]!, block[1]!)));
    return radius * Math.cos(2 * Math.PI * uniformOf(block[2]!, block[3]!));
  }

  /** `count` different integers below `bound`, ascending, by numbers from `firstIndex` on. */
  sample(bound: number, count: number, firstIndex = 0): Int32Array {
    return this.order(bound, count, firstIndex).sort();
  }

  /** The first `count` of the integers below `bound` in a random order (Fisher–Yates), by numbers from `firstIndex` on. */
  order(bound: number, count: number, firstIndex = 0): Int32Array {
    const pool = Int32Array.from({ length: bound }, (_, index) => index);
    for (let i = 0; i < count; i++) {
      const j = i + Math.floor(this.uniform(firstIndex + i) * (bound - i));
      const picked = pool[j]!;
      pool[j] = pool[i]!;
      pool[i] = picked;
    }
    return pool.slice(0, count);
  }

  #fill(index: number): Uint32Array {
    this.#block[0] = index % TWO_POW_32;
    this.#block[1] = Math.floor(index / TWO_POW_32);
    this.#block[2] = this.#stream;
    this.#block[3] = 0;
    philox4x32(this.#block, this.#keyLow, this.#keyHigh);
    return this.#block;
  }
}

/** The middle of one of 2⁵² equal parts of (0, 1): with a bit more the last middle would round to 1. */
export function uniformOf(high: number, low: number): number {
  return ((high >>> 6) * 67108864 + (low >>> 6) + 0.5) / TWO_POW_52;
}
