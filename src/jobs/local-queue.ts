import { HypertangentError } from '../errors.ts';
import type { BackendName } from '../linalg/backend-names.ts';
import { currentOrigin } from '../origin.ts';
import type { DamageListener } from '../store/damage.ts';
import { JobStore } from '../store/job-store.ts';
import { RegressionStore } from '../store/regression-store.ts';
import { isFinished, type JobKind, type JobRecord, type JobRequest, LANES, type Lane, NO_COST } from './job.ts';
import { interruptedError, LocalJob } from './local-job.ts';
import { type Parts, partsOf } from './parts.ts';
import { PartsExecutor } from './parts-executor.ts';
import type { JobHandle, JobQueue, QueueStatus } from './queue.ts';
import type { QueueObserver } from './queue-observer.ts';
import { RunnerLane } from './runner/runner-lane.ts';
import type { ChooseTensors } from './runner/runner-process.ts';
import { nextToStart, type RunningJob, secondsUntilRoom, type WaitingJob } from './schedule.ts';
import { StoredJobHandle } from './stored-job.ts';

export interface LocalQueueOptions {
  dataDir: string;
  /** Linear algebra and threads of each runner. */
  linalg: BackendName;
  threads: number;
  /** Asked when a job needs tensors. */
  chooseTensors: ChooseTensors;
  /** Between two checkpoints of a long solve. */
  checkpointMs: number;
  /** Called once, with the engine of the runners and the reason for it. */
  onEngine?: (engine: string, reason: string) => void;
  /** Runner processes in each lane. */
  runners: Readonly<Record<Lane, number>>;
  /** Jobs that may wait, in all lanes together. */
  maxWaiting: number;
  /** That running jobs may take together, by their estimates. */
  memoryBytes: number;
  observers?: readonly QueueObserver[];
  /** Told of jobs that lists leave out. */
  onDamaged?: DamageListener;
}

/** The queue of a single machine: jobs wait in memory and run in runner processes of this one. */
export class LocalQueue implements JobQueue {
  readonly #options: LocalQueueOptions;
  readonly #store: JobStore<JobRecord>;
  readonly #regressions: RegressionStore;
  readonly #lanes: Record<Lane, RunnerLane>;
  /** Of all lanes, in the order in which they came. */
  readonly #waiting: LocalJob[] = [];
  readonly #running = new Map<string, RunningJob>();
  readonly #inFlight = new Map<string, LocalJob>();
  #closing = false;
  #announced = false;

  private constructor(options: LocalQueueOptions, store: JobStore<JobRecord>) {
    this.#options = options;
    this.#store = store;
    const { dataDir, linalg, threads, checkpointMs, chooseTensors } = options;
    this.#regressions = new RegressionStore(dataDir);
    const lane = (name: Lane) =>
      new RunnerLane(
        name,
        options.runners[name],
        { dataDir, linalg, threads, checkpointMs },
        chooseTensors,
        (reason) => {
          this.#announce(reason);
          this.#dispatch();
        },
        options.observers,
      );
    this.#lanes = { quick: lane('quick'), heavy: lane('heavy') };
  }

  /** Settles what an earlier process left behind, then starts the runners. */
  static async open(options: LocalQueueOptions): Promise<LocalQueue> {
    const store = new JobStore<JobRecord>(options.dataDir, options.onDamaged);
    await store.sweep();
    for (const record of await store.list()) if (!isFinished(record.state)) await store.saveRecord(interrupted(record));
    return new LocalQueue(options, store);
  }

  async submit<Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>> {
    if (this.#closing) throw new HypertangentError('shutting_down', 'the service is shutting down and takes no more work', {});
    const { maxWaiting } = this.#options;
    if (this.#waiting.length >= maxWaiting) throw this.#fullError();
    const parts = partsOf(request);
    if (parts === null) {
      const job = this.#enqueue(request);
      this.#nameInOrigin(job.id);
      return job;
    }
    const job = new LocalJob(request, this.#store);
    this.#nameInOrigin(job.id);
    this.#follow(job as unknown as LocalJob);
    void this.#runParts(job as unknown as LocalJob, parts as unknown as Parts);
    return job;
  }

  #enqueue<Kind extends JobKind>(request: JobRequest<Kind>, parent?: string): LocalJob<Kind> {
    const job = new LocalJob(request, this.#store, parent);
    this.#waiting.push(job as unknown as LocalJob);
    this.#follow(job as unknown as LocalJob);
    this.#dispatch();
    return job;
  }

  /** Knows a job until it has ended, and tells the observers of each state it comes to. */
  #follow(job: LocalJob): void {
    this.#inFlight.set(job.id, job);
    void job.finished.then(() => this.#forget(job.id));
    let told: JobRecord['state'] | undefined;
    const tell = (record: JobRecord) => {
      if (record.state === told) return;
      told = record.state;
      for (const observer of this.#options.observers ?? []) observer.jobChanged?.(record, job.request.lane);
    };
    tell(job.snapshot());
    job.subscribe(tell);
  }

  #nameInOrigin(jobId: string): void {
    const origin = currentOrigin();
    if (origin) origin.jobId = jobId;
  }

  #fullError(): HypertangentError {
    const waiting = this.#waiting.length;
    const retryAfterSeconds = secondsUntilRoom(this.#waiting.map(turnOf), [...this.#running.values()], Date.now());
    const message = `${waiting} jobs are waiting already; there may be room in ${retryAfterSeconds} s`;
    return new HypertangentError('queue_full', message, { waiting, limit: this.#options.maxWaiting, retryAfterSeconds });
  }

  /** Parts are kept as their parent is; that they are many or that the queue closes is no reason to refuse them. */
  async #runParts(job: LocalJob, parts: Parts): Promise<void> {
    const executor = new PartsExecutor(parts, this.#options.runners[job.request.lane], (request) => {
      const part = this.#enqueue(request, job.id);
      // The last has the result of the job itself.
      if (request !== parts.last) void job.kept.then(() => part.persist()).catch(() => part.cancel());
      return part;
    });
    await job.runOn(executor);
    if (job.snapshot().state !== 'succeeded') await this.#regressions.discardParts(parts.regressionId).catch(() => {});
  }

  async find(id: string): Promise<JobHandle | undefined> {
    const job = this.#inFlight.get(id);
    if (job?.durable) return job;
    const record = await this.#store.record(id);
    return record && new StoredJobHandle(record, this.#store);
  }

  async discard(id: string): Promise<void> {
    await this.#store.remove(id);
  }

  async list(): Promise<JobRecord[]> {
    const records = await this.#store.list();
    return records.map((record) => this.#inFlight.get(record.id)?.snapshot() ?? record);
  }

  status(): QueueStatus {
    const runners = LANES.flatMap((lane) => this.#lanes[lane].status());
    // Not jobs in flight: one whose parts run does nothing itself.
    const running = runners.filter(({ state }) => state === 'busy').length;
    const waitingIn = { quick: 0, heavy: 0 };
    for (const { request } of this.#waiting) waitingIn[request.lane]++;
    const takenBytes = [...this.#running.values()].reduce((sum, { cost }) => sum + cost.memoryBytes, 0);
    const memory = { takenBytes, limitBytes: this.#options.memoryBytes };
    return { waiting: this.#waiting.length, running, waitingIn, memory, closing: this.#closing, runners };
  }

  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const everything = Promise.all([...this.#inFlight.values()].map((job) => job.finished));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      everything,
      new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      }),
    ]);
    clearTimeout(timer);
    await Promise.all([...this.#inFlight.values()].map((job) => job.interrupt()));
    for (const lane of LANES) this.#lanes[lane].close();
  }

  #announce(reason: string): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#options.onEngine?.(this.status().runners.find(({ engine }) => engine !== undefined)?.engine ?? '', reason);
  }

  /** Starts every job that has a runner and fits into memory beside those that run. */
  #dispatch(): void {
    for (;;) {
      const now = Date.now();
      const isIdle = (lane: Lane) => this.#lanes[lane].idle() !== undefined;
      const { memoryBytes } = this.#options;
      const machine = { isIdle, memoryBytes, running: [...this.#running.values()], now };
      const index = LANES.some(isIdle) ? nextToStart(this.#waiting.map(turnOf), machine) : -1;
      const [job] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (job === undefined) return;
      if (isFinished(job.snapshot().state)) continue;
      this.#running.set(job.id, { ...turnOf(job), startedAt: now });
      void job.runOn(this.#lanes[job.request.lane].idle()!);
    }
  }

  /** A job that has ended is known by its record, if it has one. */
  #forget(id: string): void {
    this.#inFlight.delete(id);
    this.#running.delete(id);
    const index = this.#waiting.findIndex((job) => job.id === id);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#dispatch();
  }
}

function turnOf({ request }: LocalJob): WaitingJob {
  return { lane: request.lane, cost: request.cost ?? NO_COST };
}

function interrupted(record: JobRecord): JobRecord {
  return { ...record, state: 'failed', finishedAt: Date.now(), error: interruptedError(record.id).toPlain() };
}
