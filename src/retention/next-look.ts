import type { Kept } from './to-expire.ts';

const MOST_MS = 3600 * 1000;

/**
 * When things that go by their age alone have to be looked at again: when the oldest is due, and once an hour.
 *
 * What is made meanwhile is younger, so it is due later.
 */
export class NextLook {
  readonly #ageMs: number;
  #from = 0;
  #until = 0;

  constructor(ageMs: number) {
    this.#ageMs = ageMs;
  }

  /** Also where the clock was set back. */
  isDue(now: number): boolean {
    return now < this.#from || now >= this.#until;
  }

  looked(items: readonly Kept[], now: number): void {
    this.#from = now;
    this.#until = now + Math.min(this.#ageMs, MOST_MS);
    for (const { at } of items) if (at + this.#ageMs < this.#until) this.#until = at + this.#ageMs;
  }
}
