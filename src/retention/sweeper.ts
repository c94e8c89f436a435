import type { ThingKind } from '../store/thing.ts';
import type { Tombstones } from '../store/tombstones.ts';
import { isLimited, type Removed, type Shelf } from './shelf.ts';
import { toExpire } from './to-expire.ts';

/** What one sweep has removed, by kind; kinds of which nothing was removed are not there. */
export type Swept = Partial<Record<ThingKind, Removed>>;

/** Is told what sweeps do, for logs and metrics. Nothing here may throw. */
export interface SweepObserver {
  /** Something was removed. */
  swept?(swept: Swept, seconds: number): void;
  /** There is trouble with the disk; the next sweep tries again. */
  sweepFailed?(error: unknown): void;
}

export interface SweeperOptions {
  shelves: readonly Shelf[];
  tombstones: Tombstones;
  observers?: readonly SweepObserver[];
  /** Milliseconds since the epoch. */
  now?: () => number;
}

const FIRST_MS = 5000;
const EVERY_MS = 60_000;
const TIDY_EVERY_MS = 3600 * 1000;
/** Removed together: a sweep that is to stop ends after one more. */
const BATCH = 32;

/** Removes what is older, or more, than is to be kept: once a minute, beside what the service does. */
export class Sweeper {
  readonly #options: SweeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #tidiedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#wait(FIRST_MS);
  }

  /** Resolves when nothing is removed any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  /** One sweep. Trouble with one kind of things does not keep the others. */
  async sweep(): Promise<void> {
    const { shelves, tombstones, observers = [], now = Date.now } = this.#options;
    const onError = (error: unknown) => {
      for (const observer of observers) observer.sweepFailed?.(error);
    };
    const start = performance.now();
    const swept: Swept = {};
    for (const shelf of shelves) {
      if (!isLimited(shelf.limits)) continue;
      const removed: Removed = { count: 0, bytes: 0 };
      await this.#sweepShelf(shelf, now(), removed).catch(onError);
      if (removed.count > 0) swept[shelf.kind] = removed;
    }
    const seconds = (performance.now() - start) / 1000;
    if (Object.keys(swept).length > 0) for (const observer of observers) observer.swept?.(swept, seconds);
    if (performance.now() - this.#tidiedAt < TIDY_EVERY_MS) return;
    this.#tidiedAt = performance.now();
    for (const shelf of shelves) await shelf.tidy().catch(onError);
    await tombstones.tidy(now()).catch(onError);
  }

  async #sweepShelf(shelf: Shelf, now: number, removed: Removed): Promise<void> {
    const items = (await shelf.items(now)).map((item) => ({ ...item, inUse: shelf.isInUse(item) }));
    const expired = toExpire(items, shelf.limits, now);
    for (let start = 0; start < expired.length && !this.#stopped; start += BATCH) {
      // Something may have come to be used while others were removed.
      const unused = expired.slice(start, start + BATCH).filter((item) => !shelf.isInUse(item));
      const { count, bytes } = await shelf.remove(unused, now);
      removed.count += count;
      removed.bytes += bytes;
    }
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#sweeping = this.sweep().then(() => {
        if (!this.#stopped) this.#wait(EVERY_MS);
      });
    }, ms).unref();
  }
}
