import { HypertangentError } from '../errors.ts';
import type { BackendName } from '../linalg/backend-names.ts';
import { JobStore } from '../store/job-store.ts';
import { RegressionStore } from '../store/regression-store.ts';
import { isFinished, type JobKind, type JobRecord, type JobRequest, LANES, type Lane } from './job.ts';
import { interruptedError, LocalJob } from './local-job.ts';
import { type Parts, partsOf } from './parts.ts';
import { PartsExecutor } from './parts-executor.ts';
import type { JobHandle, JobQueue, QueueStatus } from './queue.ts';
import { RunnerLane } from './runner/runner-lane.ts';
import type { ChooseTensors } from './runner/runner-process.ts';
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
}

/** The queue of a single machine: jobs wait in memory and run in runner processes of this one. */
export class LocalQueue implements JobQueue {
  readonly #options: LocalQueueOptions;
  readonly #store: JobStore<JobRecord>;
  readonly #regressions: RegressionStore;
  readonly #lanes: Record<Lane, RunnerLane>;
  readonly #waiting: Record<Lane, LocalJob[]> = { quick: [], heavy: [] };
  readonly #inFlight = new Map<string, LocalJob>();
  #closing = false;
  #announced = false;

  private constructor(options: LocalQueueOptions, store: JobStore<JobRecord>) {
    this.#options = options;
    this.#store = store;
    const { dataDir, linalg, threads, checkpointMs, chooseTensors } = options;
    this.#regressions = new RegressionStore(dataDir);
    const lane = (name: Lane) =>
      new RunnerLane(name, options.runners[name], { dataDir, linalg, threads, checkpointMs }, chooseTensors, (reason) => {
        this.#announce(reason);
        this.#dispatch(name);
      });
    this.#lanes = { quick: lane('quick'), heavy: lane('heavy') };
  }

  /** Settles what an earlier process left behind, then starts the runners. */
  static async open(options: LocalQueueOptions): Promise<LocalQueue> {
    const store = new JobStore<JobRecord>(options.dataDir);
    await store.sweep();
    for (const record of await store.list()) if (!isFinished(record.state)) await store.saveRecord(interrupted(record));
    return new LocalQueue(options, store);
  }

  async submit<Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>> {
    if (this.#closing) throw new HypertangentError('shutting_down', 'the service is shutting down and takes no more work', {});
    const { maxWaiting } = this.#options;
    const waiting = this.#waitingCount();
    if (waiting >= maxWaiting) {
      throw new HypertangentError('queue_full', `${waiting} jobs are waiting already; try again later`, {
        waiting,
        limit: maxWaiting,
      });
    }
    const parts = partsOf(request);
    if (parts === null) return this.#enqueue(request);
    const job = new LocalJob(request, this.#store);
    this.#inFlight.set(job.id, job as unknown as LocalJob);
    void job.finished.then(() => this.#forget(job.id, request.lane));
    void this.#runParts(job as unknown as LocalJob, parts as unknown as Parts);
    return job;
  }

  #enqueue<Kind extends JobKind>(request: JobRequest<Kind>, parent?: string): LocalJob<Kind> {
    const job = new LocalJob(request, this.#store, parent);
    this.#inFlight.set(job.id, job as unknown as LocalJob);
    this.#waiting[request.lane].push(job as unknown as LocalJob);
    void job.finished.then(() => this.#forget(job.id, request.lane));
    this.#dispatch(request.lane);
    return job;
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

  async list(): Promise<JobRecord[]> {
    const records = await this.#store.list();
    return records.map((record) => this.#inFlight.get(record.id)?.snapshot() ?? record);
  }

  status(): QueueStatus {
    const runners = LANES.flatMap((lane) => this.#lanes[lane].status());
    // Not jobs in flight: one whose parts run does nothing itself.
    const running = runners.filter(({ state }) => state === 'busy').length;
    return { waiting: this.#waitingCount(), running, runners };
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

  #waitingCount(): number {
    return LANES.reduce((sum, lane) => sum + this.#waiting[lane].length, 0);
  }

  #announce(reason: string): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#options.onEngine?.(this.status().runners.find(({ engine }) => engine !== undefined)?.engine ?? '', reason);
  }

  #dispatch(lane: Lane): void {
    for (;;) {
      const runner = this.#lanes[lane].idle();
      const job = runner && this.#waiting[lane].shift();
      if (!job) return;
      if (!isFinished(job.snapshot().state)) void job.runOn(runner);
    }
  }

  /** A job that has ended is known by its record, if it has one. */
  #forget(id: string, lane: Lane): void {
    this.#inFlight.delete(id);
    const index = this.#waiting[lane].findIndex((job) => job.id === id);
    if (index >= 0) this.#waiting[lane].splice(index, 1);
    this.#dispatch(lane);
  }
}

function interrupted(record: JobRecord): JobRecord {
  return { ...record, state: 'failed', finishedAt: Date.now(), error: interruptedError(record.id).toPlain() };
}
