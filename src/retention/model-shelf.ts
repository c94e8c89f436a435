import type { InUse } from '../store/in-use.ts';
import type { ModelSummary } from '../store/kept-models.ts';
import type { Thing } from '../store/thing.ts';
import { ThingFolders } from '../store/thing-folders.ts';
import { NextLook } from './next-look.ts';
import type { Removed, Shelf } from './shelf.ts';
import type { Kept, Limits } from './to-expire.ts';

interface KeptModel extends Kept, Thing {}

/** Where models are listed. */
export interface ModelList {
  list(): Promise<ModelSummary[]>;
}

/** Models of one kind: fitted regressions, or trained networks. */
export class ModelShelf implements Shelf<KeptModel> {
  readonly kind: 'regression' | 'training';
  readonly limits: Limits;
  readonly #models: ModelList;
  readonly #folders: ThingFolders;
  readonly #inUse: InUse;
  readonly #next: NextLook;

  constructor(kind: 'regression' | 'training', models: ModelList, dataDir: string, ageMs: number, inUse: InUse) {
    this.kind = kind;
    this.limits = { ageMs, bytes: 0 };
    this.#models = models;
    this.#folders = new ThingFolders(dataDir, kind);
    this.#inUse = inUse;
    this.#next = new NextLook(ageMs);
  }

  async items(now: number): Promise<KeptModel[]> {
    if (!this.#next.isDue(now)) return [];
    const items = (await this.#models.list()).map(({ id, owner, createdAt }) => {
      return { kind: this.kind, id, owner, at: createdAt, bytes: 0 };
    });
    this.#next.looked(items, now);
    return items;
  }

  isInUse(item: KeptModel): boolean {
    return this.#inUse.has(item);
  }

  async remove(items: readonly KeptModel[], now: number): Promise<Removed> {
    const sizes = new Map<string, number>();
    for (const { id } of items) sizes.set(id, await this.#folders.bytesOf(id));
    const removed = await this.#folders.expire(items, now);
    return { count: removed.length, bytes: removed.reduce((sum, { id }) => sum + sizes.get(id)!, 0) };
  }

  tidy(): Promise<void> {
    return this.#folders.tidy();
  }
}
