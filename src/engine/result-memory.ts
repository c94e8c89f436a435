import { sharedArray, sharedBuffer } from '../threads/shared.ts';

/** Arrays below this are not worth keeping: their pages are made in less than a millisecond. */
export const LEAST_BYTES = 2 ** 20;
/** What is kept at most, and for how long: two matrices of 5700 points, until the next of several requests in a row. */
export const MOST_KEPT_BYTES = 512 * 2 ** 20;
const KEPT_MS = 10_000;

/**
 * Shared memory for results, which is used again where its owner has given it back.
 *
 * The first write to memory that is new costs several times what later ones do: the system makes its pages one by one.
 */
export class ResultMemory {
  #kept: SharedArrayBuffer[] = [];
  readonly #lent = new WeakSet<SharedArrayBuffer>();
  #timer: NodeJS.Timeout | undefined;

  /** Room for so many numbers. What stands in it is left from whatever it was before. */
  take(length: number): Float64Array {
    const bytes = 8 * length;
    if (bytes < LEAST_BYTES) return sharedArray(length);
    const buffer = this.#takeKept(bytes) ?? sharedBuffer(bytes);
    this.#lent.add(buffer);
    return new Float64Array(buffer, 0, length);
  }

  /** Takes arrays of {@link take}, or parts of them, back; nobody may use them any more. Others are left alone. */
  recycle(arrays: Iterable<Float64Array>): void {
    for (const { buffer } of arrays) {
      if (!(buffer instanceof SharedArrayBuffer) || !this.#lent.delete(buffer)) continue;
      this.#kept.push(buffer);
    }
    this.keepAtMost(MOST_KEPT_BYTES);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keepAtMost(0), KEPT_MS).unref();
  }

  /** Forgets what is kept beyond so many bytes, the oldest first; it goes when the runtime next collects garbage. */
  keepAtMost(bytes: number): void {
    let total = this.keptBytes;
    while (total > bytes) total -= this.#kept.shift()!.byteLength;
  }

  get keptBytes(): number {
    return this.#kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The smallest kept buffer of at least so many bytes. Where there is none, the others make room for a new one. */
  #takeKept(bytes: number): SharedArrayBuffer | undefined {
    const fitting = this.#kept.filter(({ byteLength }) => byteLength >= bytes);
    const smallest = fitting.sort((a, b) => a.byteLength - b.byteLength)[0];
    this.#kept = smallest ? this.#kept.filter((buffer) => buffer !== smallest) : [];
    return smallest;
  }
}
