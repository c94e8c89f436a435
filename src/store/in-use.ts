import type { Thing } from './thing.ts';

/** What is being read or computed with, so that nobody takes it away meanwhile. */
export class InUse {
  readonly #uses = new Map<string, number>();

  /** Says that a thing is used until the function that is returned is called. */
  take(thing: Thing): () => void {
    const key = keyOf(thing);
    this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      const left = this.#uses.get(key)! - 1;
      if (left === 0) this.#uses.delete(key);
      else this.#uses.set(key, left);
    };
  }

  has(thing: Thing): boolean {
    return this.#uses.has(keyOf(thing));
  }

  /** An answer that reads a thing, which is used until the answer is sent or given up. */
  async during<Answer extends object>(
    thing: Thing,
    answer: () => Promise<Answer>,
  ): Promise<Answer & { release: () => Promise<void> }> {
    const release = this.take(thing);
    try {
      return { ...(await answer()), release: async () => release() };
    } catch (error) {
      release();
      throw error;
    }
  }
}

function keyOf({ kind, id, owner }: Thing): string {
  return JSON.stringify(kind === 'array' ? [kind, id, owner] : [kind, id]);
}
