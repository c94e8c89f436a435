import { type Job, type JobState, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { type JobResult, LANES, type Lane, type Progress } from '../../job.ts';
import { cancelledError } from '../../job-errors.ts';
import type { QueueStatus } from '../../queue.ts';
import type { Dispatcher, Task } from '../dispatcher.ts';
import { secondsUntilRoom } from '../schedule.ts';
import { atMost, Connections } from './connection.ts';
import { CANCEL_CHANNEL, CANCEL_KEPT_SECONDS, cancelKey, fromReason, queueName, type SentTask } from './messages.ts';
import { pack, unpack } from './parcel.ts';
import { WorkersSeen } from './workers-seen.ts';

/** What has ended stays in Redis this long for a server that was away. */
const ENDED_KEPT = { age: 3600 };
/** A job of which nothing was heard for this long is looked for: events may be lost with Redis. */
const SILENCE_MS = 2000;
/** A worker that does not answer a cancel has this long. */
const CANCEL_WAIT_MS = 4000;

interface Pending {
  task: Task;
  resolve(result: JobResult): void;
  reject(error: unknown): void;
  /** Of `performance.now()`. */
  startedAt?: number;
  /** When something was heard of it last, of `performance.now()`; undefined: it is not in Redis yet. */
  heardAt?: number;
}

interface KnownJob {
  state: JobState | 'unknown';
  job: Job<SentTask, string>;
}

interface LaneQueue {
  queue: Queue<SentTask, string>;
  events: QueueEvents;
}

export interface RedisDispatcherOptions {
  url: string;
  dataDir: string;
  /** That one job may take on any machine. */
  memoryBytes: number;
  /** Called once, with the engine of the workers. */
  onEngine?: (engine: string) => void;
}

/**
 * Tasks wait in Redis (BullMQ) and run in the workers of any number of machines, which share the data directory.
 *
 * Redis carries tasks and events; what must not be lost is on disk. A task that Redis has forgotten is given to it again, and
 * one whose worker is gone ends with `runner_died`, as one whose runner is.
 */
export class RedisDispatcher implements Dispatcher {
  readonly #options: RedisDispatcherOptions;
  readonly #connections: Connections;
  readonly #redis: Redis;
  readonly #workers: WorkersSeen;
  readonly #lanes: Record<Lane, LaneQueue>;
  readonly #pending = new Map<string, Pending>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;
  #closed = false;
  #announced = false;

  private constructor(options: RedisDispatcherOptions, connections: Connections) {
    this.#options = options;
    this.#connections = connections;
    this.#redis = connections.first;
    this.#workers = new WorkersSeen(this.#redis, options.memoryBytes, () => this.#announce());
    this.#lanes = { quick: this.#open('quick'), heavy: this.#open('heavy') };
    this.#timer = setInterval(() => void this.#lookForSilent(), SILENCE_MS);
    this.#timer.unref();
  }

  /** @throws HypertangentError `backend_unavailable` if Redis does not answer */
  static async open(options: RedisDispatcherOptions): Promise<RedisDispatcher> {
    const dispatcher = new RedisDispatcher(options, await Connections.open(options.url));
    await dispatcher.#workers.look();
    await Promise.all(LANES.map((lane) => dispatcher.#lanes[lane].events.waitUntilReady()));
    return dispatcher;
  }

  get waiting(): number {
    return [...this.#pending.values()].filter(({ startedAt }) => startedAt === undefined).length;
  }

  run(task: Task): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      const pending: Pending = { task, resolve, reject };
      this.#pending.set(task.jobId, pending);
      this.#send(pending).catch((error: unknown) => this.#settle(task.jobId, ({ reject }) => reject(error)));
    });
  }

  cancel(jobId: string): void {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    const end = () => this.#settle(jobId, ({ reject }) => reject(cancelledError(jobId)));
    void this.#sayCancelled(pending).then((waited) => waited && end());
    setTimeout(end, CANCEL_WAIT_MS).unref();
  }

  secondsUntilRoom(): number {
    const all = [...this.#pending.values()];
    const running = all.flatMap(({ task, startedAt }) => (startedAt === undefined ? [] : [{ ...task, startedAt }]));
    const waiting = all.flatMap(({ task, startedAt }) => (startedAt === undefined ? [task] : []));
    return secondsUntilRoom(waiting, running, performance.now());
  }

  runners(lane: Lane): number {
    return Math.max(1, this.#workers.runners.filter((runner) => runner.lane === lane).length);
  }

  status(): Omit<QueueStatus, 'closing'> {
    const waitingIn = { quick: 0, heavy: 0 };
    for (const { task, startedAt } of this.#pending.values()) if (startedAt === undefined) waitingIn[task.lane]++;
    const waiting = waitingIn.quick + waitingIn.heavy;
    const { runners, memory, answers } = this.#workers;
    const problem = answers ? {} : { problem: 'Redis cannot be reached' };
    return { waiting, running: this.#pending.size - waiting, waitingIn, memory, runners, ...problem };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#workers.close();
    const closing = LANES.flatMap((lane) => [this.#lanes[lane].queue.close(), this.#lanes[lane].events.close()]);
    await atMost(SILENCE_MS, Promise.allSettled(closing));
    this.#connections.end();
  }

  #announce(): void {
    const engine = this.#workers.runners.find((runner) => runner.engine !== undefined)?.engine;
    if (this.#announced || engine === undefined) return;
    this.#announced = true;
    this.#options.onEngine?.(engine);
  }

  #open(lane: Lane): LaneQueue {
    const name = queueName(lane);
    const queue = new Queue<SentTask, string>(name, { connection: this.#connections.another() });
    const events = new QueueEvents(name, { connection: this.#connections.another() });
    queue.on('error', () => {});
    events.on('error', () => {});
    events.on('active', ({ jobId }) => void this.#started(jobId));
    events.on('progress', ({ jobId, data }) => this.#progressed(jobId, data as unknown as Progress));
    events.on('completed', ({ jobId, returnvalue }) => void this.#succeeded(jobId, returnvalue));
    events.on('failed', ({ jobId, failedReason }) => void this.#failed(jobId, failedReason));
    return { queue, events };
  }

  /** Gives a task to Redis, unless it is there already. */
  async #send(pending: Pending): Promise<void> {
    const { task } = pending;
    const { jobId, kind, cost, owner, origin } = task;
    const known = await this.#known(task);
    if (known && (await this.#takeUp(known))) return;
    const input = await pack(task.input, this.#options.dataDir, task.folder);
    const data = { kind, input, cost, owner, origin };
    const { queue } = this.#lanes[task.lane];
    await queue.add(kind, data, { jobId, attempts: 1, removeOnComplete: ENDED_KEPT, removeOnFail: ENDED_KEPT });
    pending.heardAt = performance.now();
  }

  /**
   * A job that Redis knows. Its state is asked for before all else that is said of it: of one that ends between the two
   * questions, the state alone may be old, which is found at the next look.
   */
  async #known({ jobId, lane }: Task): Promise<KnownJob | undefined> {
    const { queue } = this.#lanes[lane];
    const state = await queue.getJobState(jobId);
    const job = await queue.getJob(jobId);
    return job && { state, job };
  }

  /** What has become of a job that Redis knows: whether it goes on, or has a result. */
  async #takeUp({ state, job }: KnownJob): Promise<boolean> {
    const jobId = job.id!;
    const pending = this.#pending.get(jobId);
    if (pending) pending.heardAt = performance.now();
    if (state === 'completed') await this.#succeeded(jobId, job.returnvalue);
    // One that failed for an earlier server, or in an earlier attempt, is begun anew.
    else if (state === 'failed' || state === 'unknown') await job.remove().catch(() => {});
    else if (state === 'active') await this.#started(jobId);
    return state !== 'failed' && state !== 'unknown';
  }

  async #started(jobId: string): Promise<void> {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    pending.heardAt = performance.now();
    if (pending.startedAt !== undefined) return;
    pending.startedAt = performance.now();
    await Promise.resolve(pending.task.onStart()).catch((error: unknown) => {
      this.#settle(jobId, ({ reject }) => reject(error));
      return this.#sayCancelled(pending);
    });
  }

  #progressed(jobId: string, progress: Progress): void {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    pending.heardAt = performance.now();
    pending.task.onProgress(progress);
  }

  async #succeeded(jobId: string, parcel: string): Promise<void> {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    await this.#started(jobId);
    const result = unpack(parcel, this.#options.dataDir) as Promise<JobResult>;
    await result.then(
      (value) => this.#settle(jobId, ({ resolve }) => resolve(value)),
      (error: unknown) => this.#settle(jobId, ({ reject }) => reject(error)),
    );
  }

  async #failed(jobId: string, reason: string): Promise<void> {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    const { queue } = this.#lanes[pending.task.lane];
    // Its place is free for another attempt before anyone can begin one.
    await queue.remove(jobId).catch(() => {});
    this.#settle(jobId, ({ reject }) => reject(fromReason(jobId, reason)));
  }

  /** Whatever is said of a task first counts. */
  #settle(jobId: string, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(jobId);
    if (pending === undefined) return;
    this.#pending.delete(jobId);
    how(pending);
  }

  /** Tells every worker; whether the task was still waiting and is gone now. */
  async #sayCancelled({ task: { jobId, lane } }: Pending): Promise<boolean> {
    await this.#redis.set(cancelKey(jobId), '1', 'EX', CANCEL_KEPT_SECONDS);
    await this.#redis.publish(CANCEL_CHANNEL, jobId);
    // One that is locked by a worker is not removed.
    return (await this.#lanes[lane].queue.remove(jobId).catch(() => 0)) === 1;
  }

  async #lookForSilent(): Promise<void> {
    if (this.#looking || this.#closed) return;
    this.#looking = true;
    try {
      const now = performance.now();
      const silent = [...this.#pending.values()].filter(({ heardAt }) => heardAt !== undefined && now - heardAt > SILENCE_MS);
      for (const pending of silent) await this.#lookFor(pending);
    } catch {
      // Redis is away; what it has forgotten is found when it is back.
    } finally {
      this.#looking = false;
    }
  }

  async #lookFor(pending: Pending): Promise<void> {
    const { jobId } = pending.task;
    const known = await this.#known(pending.task);
    if (this.#pending.get(jobId) !== pending) return;
    if (known === undefined) return this.#send(pending);
    if (known.state === 'failed') return this.#failed(jobId, known.job.failedReason);
    await this.#takeUp(known);
  }
}
