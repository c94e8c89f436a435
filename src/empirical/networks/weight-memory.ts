import type { NormalSource } from '../../random/normals.ts';

/**
 * Memory of weights, which is used again once the tensors that were made of it are gone: some backends keep no copy, and
 * the first write to new memory costs more than drawing numbers into it.
 */
export class WeightMemory {
  readonly #allocate: NormalSource['allocate'];
  #free: Float32Array[] = [];
  #taken: Float32Array[] = [];

  constructor(normals: Pick<NormalSource, 'allocate'>) {
    this.#allocate = (length) => normals.allocate(length);
  }

  /** Room for so many numbers, in the smallest that is free; what stands in it is left from before. */
  take(length: number): Float32Array {
    const fitting = this.#free.filter((whole) => whole.length >= length).sort((a, b) => a.length - b.length)[0];
    const whole = fitting ?? this.#allocate(length);
    this.#free = this.#free.filter((other) => other !== whole);
    this.#taken.push(whole);
    return whole.subarray(0, length);
  }

  /** Takes back an array whose tensor is gone. */
  giveBack({ buffer }: Float32Array): void {
    this.#free.push(...this.#taken.filter((whole) => whole.buffer === buffer));
    this.#taken = this.#taken.filter((whole) => whole.buffer !== buffer);
  }

  /** Takes all back. */
  giveBackAll(): void {
    this.#free.push(...this.#taken);
    this.#taken = [];
  }
}
