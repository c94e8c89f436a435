import type { InUse } from '../store/in-use.ts';
import { RegressionStore } from '../store/regression-store.ts';
import type { Thing } from '../store/thing.ts';
import { ThingFolders } from '../store/thing-folders.ts';
import { NextLook } from './next-look.ts';
import type { Removed, Shelf } from './shelf.ts';
import type { Kept, Limits } from './to-expire.ts';

interface KeptRegression extends Kept, Thing {}

/** Fitted regressions. */
export class RegressionShelf implements Shelf<KeptRegression> {
  readonly kind = 'regression';
  readonly limits: Limits;
  readonly #regressions: RegressionStore;
  readonly #folders: ThingFolders;
  readonly #inUse: InUse;
  readonly #next: NextLook;

  constructor(dataDir: string, ageMs: number, inUse: InUse) {
    this.limits = { ageMs, bytes: 0 };
    this.#regressions = new RegressionStore(dataDir);
    this.#folders = new ThingFolders(dataDir, 'regression');
    this.#inUse = inUse;
    this.#next = new NextLook(ageMs);
  }

  async items(now: number): Promise<KeptRegression[]> {
    if (!this.#next.isDue(now)) return [];
    const items = (await this.#regressions.list()).map(({ id, owner, createdAt }) => {
      return { kind: 'regression' as const, id, owner, at: createdAt, bytes: 0 };
    });
    this.#next.looked(items, now);
    return items;
  }

  isInUse(item: KeptRegression): boolean {
    return this.#inUse.has(item);
  }

  async remove(items: readonly KeptRegression[], now: number): Promise<Removed> {
    const sizes = new Map<string, number>();
    for (const { id } of items) sizes.set(id, await this.#folders.bytesOf(id));
    const removed = await this.#folders.expire(items, now);
    return { count: removed.length, bytes: removed.reduce((sum, { id }) => sum + sizes.get(id)!, 0) };
  }

  tidy(): Promise<void> {
    return this.#folders.tidy();
  }
}
