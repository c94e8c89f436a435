import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { JobStore } from '../../../store/job-store.ts';
import { type JobResult, LANES, type Lane, type Progress } from '../../job.ts';
import { cancelledError, jobError } from '../../job-errors.ts';
import type { JobInputs } from '../../programs/program.ts';
import type { LocalDispatcher } from '../local-dispatcher.ts';
import { atMost, Connections } from './connection.ts';
import {
  CANCEL_CHANNEL,
  cancelKey,
  queueName,
  type SentTask,
  STATUS_EVERY_MS,
  STATUS_KEPT_MS,
  toReason,
  WORKERS_KEY,
  type WorkerStatus,
  workerKey,
} from './messages.ts';
import { pack, unpack } from './parcel.ts';

/** A worker that says nothing of a job for this long is taken to be gone; whether one is, is looked at this often. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 4000;
/** Progress is sent no more often. */
const PROGRESS_MS = 300;

export interface JobEvent {
  jobId: string;
  kind: string;
  state: 'running' | 'succeeded' | 'failed';
  code?: string;
  /** What an `internal` error comes from. */
  err?: unknown;
}

export interface RedisWorkerOptions {
  url: string;
  dataDir: string;
  runners: Readonly<Record<Lane, number>>;
  /** Told of each job that begins and ends here. */
  onJob?: (event: JobEvent) => void;
}

/** Redis may be away when a worker stops. */
const FAREWELL_MS = 2000;

/** Takes tasks from Redis and runs them with the runners of this machine. */
export class RedisWorker {
  /** Host, process, and which worker of it: names are not used again. */
  readonly name: string = `${hostname()}:${process.pid}:${randomBytes(3).toString('hex')}`;
  readonly #options: RedisWorkerOptions;
  readonly #dispatcher: LocalDispatcher;
  readonly #store: JobStore<never>;
  readonly #connections: Connections;
  readonly #redis: Redis;
  readonly #workers: Worker<SentTask, string>[];
  /** The jobs that run here by id, and when each has ended. */
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;

  private constructor(options: RedisWorkerOptions, dispatcher: LocalDispatcher, connections: Connections) {
    this.#options = options;
    this.#dispatcher = dispatcher;
    this.#connections = connections;
    this.#redis = connections.first;
    this.#store = new JobStore(options.dataDir);
    const subscriber = connections.another();
    void subscriber.subscribe(CANCEL_CHANNEL);
    subscriber.on('message', (_channel, jobId) => this.#dispatcher.cancel(jobId));
    this.#workers = LANES.filter((lane) => options.runners[lane] > 0).map((lane) => this.#listen(lane));
    this.#timer = setInterval(() => void this.#tell().catch(() => {}), STATUS_EVERY_MS);
    void this.#tell().catch(() => {});
  }

  /** @throws HypertangentError `backend_unavailable` if Redis does not answer */
  static async open(options: RedisWorkerOptions, dispatcher: LocalDispatcher): Promise<RedisWorker> {
    return new RedisWorker(options, dispatcher, await Connections.open(options.url));
  }

  /** Takes no more, lets running jobs end within `graceMs`, and stops; what has not ended is done by others. */
  async close(graceMs: number): Promise<void> {
    const closing = Promise.allSettled(this.#workers.map((worker) => worker.close()));
    await atMost(graceMs, closing);
    clearInterval(this.#timer);
    await this.#dispatcher.close();
    const gone = [this.#redis.srem(WORKERS_KEY, this.name), this.#redis.del(workerKey(this.name))];
    // Redis hears of what was cut short here, so that others need not find that out.
    await atMost(FAREWELL_MS, Promise.allSettled([closing, ...gone]));
    this.#connections.end();
  }

  #listen(lane: Lane): Worker<SentTask, string> {
    const worker = new Worker<SentTask, string>(queueName(lane), (job, token) => this.#take(job, lane, token ?? ''), {
      connection: this.#connections.another(),
      concurrency: this.#options.runners[lane],
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      // The server runs again what has failed with its worker, and counts.
      maxStalledCount: 0,
    });
    worker.on('error', () => {});
    // Others do these now.
    worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) this.#dispatcher.cancel(jobId);
    });
    return worker;
  }

  /** Runs a job, once an attempt at it that Redis has forgotten has ended here. */
  async #take(job: Job<SentTask, string>, lane: Lane, token: string): Promise<string> {
    const jobId = job.id!;
    for (let before = this.#running.get(jobId); before; before = this.#running.get(jobId)) {
      this.#dispatcher.cancel(jobId);
      await before;
    }
    const run = this.#run(job, lane, token);
    this.#running.set(
      jobId,
      run.catch(() => {}),
    );
    try {
      return await run;
    } finally {
      this.#running.delete(jobId);
    }
  }

  async #run(job: Job<SentTask, string>, lane: Lane, token: string): Promise<string> {
    const jobId = job.id!;
    const { kind, cost, owner, origin, input: parcel } = job.data;
    const { dataDir, onJob } = this.#options;
    onJob?.({ jobId, kind, state: 'running' });
    try {
      if (await this.#redis.exists(cancelKey(jobId))) throw cancelledError(jobId);
      const input = (await unpack(parcel, dataDir)) as JobInputs[keyof JobInputs];
      // Two attempts, one of them by a machine that was taken to be gone, do not write the same files.
      const folder = join(this.#store.folder(jobId), `attempt-${token.replaceAll(/[^0-9a-f]/g, '').slice(-12)}`);
      const onProgress = seldom((progress) => void job.updateProgress(progress).catch(() => {}));
      const task = { jobId, kind, input, lane, cost, owner, folder, origin, onStart: () => {}, onProgress, onGrowth: () => {} };
      const result: JobResult = await this.#dispatcher.run(task);
      const packed = await pack(result, dataDir, folder);
      onJob?.({ jobId, kind, state: 'succeeded' });
      return packed;
    } catch (error) {
      const known = jobError(error);
      onJob?.({ jobId, kind, state: 'failed', code: known.code, ...(known !== error && { err: error }) });
      throw new UnrecoverableError(toReason(known.toPlain()));
    }
  }

  /** Says what it is doing, and hears what it is to end in case that was not heard. */
  async #tell(): Promise<void> {
    const { runners, memory } = this.#dispatcher.status();
    const status: WorkerStatus = { runners, memory };
    await this.#redis.set(workerKey(this.name), JSON.stringify(status), 'PX', STATUS_KEPT_MS);
    await this.#redis.sadd(WORKERS_KEY, this.name);
    const ids = [...this.#running.keys()];
    if (ids.length === 0) return;
    const cancelled = await this.#redis.mget(ids.map(cancelKey));
    for (const [index, jobId] of ids.entries()) if (cancelled[index] !== null) this.#dispatcher.cancel(jobId);
  }
}

/** Passes progress on, not too often. */
function seldom(send: (progress: Progress) => void): (progress: Progress) => void {
  let sentAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - sentAt < PROGRESS_MS) return;
    sentAt = now;
    send(progress);
  };
}
