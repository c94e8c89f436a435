import type { Redis } from 'ioredis';
import type { RunnerStatus } from '../../queue.ts';
import { STATUS_EVERY_MS, STATUS_KEPT_MS, WORKERS_KEY, type WorkerStatus, workerKey } from './messages.ts';

/** The workers that there are, as they have said lately. */
export class WorkersSeen {
  readonly #redis: Redis;
  readonly #memoryBytes: number;
  readonly #onChange: () => void;
  readonly #timer: NodeJS.Timeout;
  #workers = new Map<string, WorkerStatus>();
  #answeredAt = performance.now();
  #asking = false;

  /**
   * @param memoryBytes that one job may take at most
   * @param onChange called whenever they were asked for
   */
  constructor(redis: Redis, memoryBytes: number, onChange: () => void) {
    this.#redis = redis;
    this.#memoryBytes = memoryBytes;
    this.#onChange = onChange;
    this.#timer = setInterval(() => void this.look(), STATUS_EVERY_MS);
    this.#timer.unref();
  }

  /** Those of all workers. */
  get runners(): RunnerStatus[] {
    return [...this.#workers].flatMap(([worker, { runners }]) => runners.map((runner) => ({ ...runner, worker })));
  }

  /** What jobs of all workers take; what one job may take, wherever it runs. */
  get memory(): { takenBytes: number; limitBytes: number } {
    const all = [...this.#workers.values()].map(({ memory }) => memory);
    return {
      takenBytes: all.reduce((sum, { takenBytes }) => sum + takenBytes, 0),
      limitBytes: Math.min(this.#memoryBytes, ...all.map(({ limitBytes }) => limitBytes)),
    };
  }

  /** Whether Redis has answered lately. */
  get answers(): boolean {
    return performance.now() - this.#answeredAt < STATUS_KEPT_MS;
  }

  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const names = (await this.#redis.smembers(WORKERS_KEY)).sort();
      const found = names.length === 0 ? [] : await this.#redis.mget(names.map(workerKey));
      const gone = names.filter((_, index) => found[index] === null);
      if (gone.length > 0) await this.#redis.srem(WORKERS_KEY, ...gone);
      const there = names.flatMap((name, index) =>
        found[index] ? [[name, JSON.parse(found[index]) as WorkerStatus] as const] : [],
      );
      this.#workers = new Map(there);
      this.#answeredAt = performance.now();
      this.#onChange();
    } catch {
      // It is asked again soon.
    } finally {
      this.#asking = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
