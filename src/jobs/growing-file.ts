import type { NpyFile } from '../store/array-value.ts';

/** A file of a result that is read while it is written: how much of it is final, from its beginning on. */
export class GrowingFile {
  readonly array: NpyFile;
  #finalBytes = 0;
  #error: Error | undefined;
  #wake: () => void = () => {};
  #change!: Promise<void>;

  constructor(array: NpyFile) {
    this.array = array;
    this.#await();
  }

  /** Says that the first `finalBytes` bytes will not change any more. */
  grow(finalBytes: number): void {
    this.#finalBytes = finalBytes;
    this.#changed();
  }

  /** Says that the rest will never come. */
  fail(error: Error): void {
    this.#error = error;
    this.#changed();
  }

  /**
   * How many bytes are final, once they are more than `position`.
   *
   * @throws the error of {@link fail}
   */
  async beyond(position: number): Promise<number> {
    while (this.#finalBytes <= position) {
      if (this.#error) throw this.#error;
      await this.#change;
    }
    return this.#finalBytes;
  }

  #changed(): void {
    const wake = this.#wake;
    this.#await();
    wake();
  }

  #await(): void {
    this.#change = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
