import type { ArrayInfo, ArrayStore } from '../store/array-store.ts';
import type { InUse } from '../store/in-use.ts';
import { NextLook } from './next-look.ts';
import type { Removed, Shelf } from './shelf.ts';
import type { Kept, Limits } from './to-expire.ts';

interface KeptArray extends Kept {
  info: ArrayInfo;
}

/** The arrays of all owners. */
export class ArrayShelf implements Shelf<KeptArray> {
  readonly kind = 'array';
  readonly limits: Limits;
  readonly #arrays: ArrayStore;
  readonly #inUse: InUse;
  readonly #next: NextLook;

  /** @param arrays the store through which clients change them */
  constructor(arrays: ArrayStore, ageMs: number, inUse: InUse) {
    this.limits = { ageMs, bytes: 0 };
    this.#arrays = arrays;
    this.#inUse = inUse;
    this.#next = new NextLook(ageMs);
  }

  async items(now: number): Promise<KeptArray[]> {
    if (!this.#next.isDue(now)) return [];
    const items = (await this.#arrays.listEveryones()).map((info) => {
      return { id: info.id, at: Date.parse(info.createdAt), bytes: info.bytes, info };
    });
    this.#next.looked(items, now);
    return items;
  }

  isInUse({ info: { id, owner } }: KeptArray): boolean {
    return this.#inUse.has({ kind: 'array', id, owner });
  }

  async remove(items: readonly KeptArray[], now: number): Promise<Removed> {
    const removed = { count: 0, bytes: 0 };
    for (const { info, bytes } of items) {
      if (!(await this.#arrays.of(info.owner).expire(info, now))) continue;
      removed.count++;
      removed.bytes += bytes;
    }
    return removed;
  }

  async tidy(): Promise<void> {}
}
