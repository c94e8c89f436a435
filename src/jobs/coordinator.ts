import { HypertangentError } from '../errors.ts';
import { currentOrigin } from '../origin.ts';
import { isThere } from '../store/bundle.ts';
import { type DamageListener, intact } from '../store/damage.ts';
import { JobStore } from '../store/job-store.ts';
import { RegressionStore } from '../store/regression-store.ts';
import { TrainingStore } from '../store/training-store.ts';
import { derivedId } from './derived-id.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { isFinished, type JobKind, type JobRecord, type JobRequest } from './job.ts';
import { interruptedError } from './job-errors.ts';
import { JobInFlight } from './job-in-flight.ts';
import { loadRequest } from './kept-request.ts';
import { type Parts, partsOf } from './parts.ts';
import { type PartRole, PartsExecutor } from './parts-executor.ts';
import type { JobHandle, JobQueue, QueueStatus } from './queue.ts';
import type { QueueObserver } from './queue-observer.ts';
import { StoredJobHandle } from './stored-job.ts';

export interface CoordinatorOptions {
  dataDir: string;
  /** Jobs that may wait. */
  maxWaiting: number;
  /** How often a job may begin. */
  mostAttempts: number;
  /** Of the work of a part of a large job, at least; see {@link partsOf}. */
  partSeconds?: number;
  /** Leftovers in a directory that others write to as well are removed when they are this old. */
  sweepOlderThanMs?: number;
  observers?: readonly QueueObserver[];
  /** Told of jobs that lists leave out. */
  onDamaged?: DamageListener;
}

/**
 * The queue of a server: knows every job from its submission to its end, keeps records on disk, has large jobs done in parts,
 * and runs again what an earlier process left. Where jobs wait and run is the dispatcher's.
 */
export class Coordinator implements JobQueue {
  readonly #options: CoordinatorOptions;
  readonly #dispatcher: Dispatcher;
  readonly #store: JobStore<JobRecord>;
  readonly #inFlight = new Map<string, JobInFlight>();
  /** Submissions under an id of their own that are not in flight yet. */
  readonly #claimed = new Map<string, Promise<JobHandle>>();
  #closing = false;

  private constructor(options: CoordinatorOptions, dispatcher: Dispatcher) {
    this.#options = options;
    this.#dispatcher = dispatcher;
    this.#store = new JobStore<JobRecord>(options.dataDir, options.onDamaged);
  }

  /** Settles what an earlier process left behind: its jobs are run again, those that were begun too often have failed. */
  static async open(options: CoordinatorOptions, dispatcher: Dispatcher): Promise<Coordinator> {
    const coordinator = new Coordinator(options, dispatcher);
    await coordinator.#store.sweep(options.sweepOlderThanMs);
    const unfinished = (await coordinator.#store.list()).filter(({ state }) => !isFinished(state)).reverse();
    await new RegressionStore(options.dataDir).sweep(options.sweepOlderThanMs);
    await new TrainingStore(options.dataDir).sweep(options.sweepOlderThanMs);
    await coordinator.#resume(unfinished);
    return coordinator;
  }

  async submit<Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>> {
    const { id } = request;
    if (id === undefined) {
      this.#requireRoom();
      return this.#launch(new JobInFlight(request, this.#store));
    }
    // Of two that come at once, the second finds what the first makes of it.
    const claimed = this.#claimed.get(id) ?? this.#submitOnce(id, request as unknown as JobRequest);
    this.#claimed.set(id, claimed);
    try {
      return checkSame(await claimed, request) as JobHandle<Kind>;
    } finally {
      this.#claimed.delete(id);
    }
  }

  async findSame({ id, fingerprint }: { id: string; fingerprint: string }): Promise<JobHandle | undefined> {
    const job = await (this.#claimed.get(id) ?? this.find(id));
    return job && !mayBeSentAgain(job) ? checkSame(job, { fingerprint }) : undefined;
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
    return { ...this.#dispatcher.status(), closing: this.#closing };
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
    await this.#dispatcher.close();
  }

  /** The job of this id, which is on disk before it runs. */
  async #submitOnce(id: string, request: JobRequest): Promise<JobHandle> {
    const known = await this.find(id);
    if (known && !mayBeSentAgain(known)) return known;
    this.#requireRoom();
    await known?.remove();
    const job = new JobInFlight(request, this.#store, { id });
    await job.persist();
    return this.#launch(job);
  }

  #requireRoom(): void {
    if (this.#closing) throw new HypertangentError('shutting_down', 'the service is shutting down and takes no more work', {});
    const { waiting } = this.#dispatcher;
    if (waiting < this.#options.maxWaiting) return;
    const retryAfterSeconds = this.#dispatcher.secondsUntilRoom();
    const message = `${waiting} jobs are waiting already; there may be room in ${retryAfterSeconds} s`;
    throw new HypertangentError('queue_full', message, { waiting, limit: this.#options.maxWaiting, retryAfterSeconds });
  }

  #launch<Kind extends JobKind>(job: JobInFlight<Kind>): JobInFlight<Kind> {
    const origin = currentOrigin();
    if (origin) origin.jobId = job.id;
    const any = job as unknown as JobInFlight;
    this.#follow(any);
    void this.#run(any);
    return job;
  }

  #run(job: JobInFlight): Promise<void> {
    const { mostAttempts, partSeconds } = this.#options;
    let parts: Parts | null;
    const runners = this.#dispatcher.runners(job.request.lane);
    try {
      parts = partsOf(job.id, job.request, runners, partSeconds);
    } catch (error) {
      // What cannot be cut cannot be done either.
      return job.runOn({ run: () => Promise.reject(error), cancel: () => {} });
    }
    if (parts === null) return job.runOn(this.#dispatcher, mostAttempts);
    return job.runOn(new PartsExecutor(parts, runners, (request, role) => this.#partOf(job, request, role)));
  }

  /** Knows a job until it has ended, and tells the observers of each state it comes to. */
  #follow(job: JobInFlight): void {
    this.#inFlight.set(job.id, job);
    void job.finished.then(() => this.#inFlight.delete(job.id));
    let told: JobRecord['state'] | undefined;
    const tell = (record: JobRecord) => {
      if (record.state === told) return;
      told = record.state;
      const { lane, input } = job.request;
      for (const observer of this.#options.observers ?? []) observer.jobChanged?.(record, lane, input, job.cause);
    };
    tell(job.snapshot());
    job.subscribe(tell);
  }

  /**
   * A part of a job, or what became of it before the service was started again. Parts are kept as their parent is; that they
   * are many or that the queue closes is no reason to refuse them.
   */
  async #partOf(parent: JobInFlight, request: JobRequest, role: PartRole): Promise<JobHandle> {
    const id = derivedId(parent.id, String(role));
    const done = parent.durable ? await this.#doneBefore(id) : undefined;
    if (done) return done;
    const part = new JobInFlight(request, this.#store, { id, parent: parent.id });
    this.#follow(part);
    // What puts them together has the result of the job itself.
    if (role !== 'gather') void parent.kept.then(() => part.persist()).catch(() => part.cancel());
    void part.runOn(this.#dispatcher, this.#options.mostAttempts);
    return part;
  }

  /** A part that has succeeded, with all of its result: one that nobody needed any more may be gone. */
  async #doneBefore(id: string): Promise<JobHandle | undefined> {
    const record = await intact(() => this.#store.record(id));
    if (record?.state !== 'succeeded') return undefined;
    const result = await intact(() => this.#store.result(id));
    return result !== undefined && (await isThere(result)) ? new StoredJobHandle(record, this.#store) : undefined;
  }

  /** @param unfinished oldest first */
  async #resume(unfinished: readonly JobRecord[]): Promise<void> {
    const parents = unfinished.filter(({ parent }) => parent === undefined);
    const ids = new Set(parents.map(({ id }) => id));
    for (const record of parents) await this.#resumeOne(record);
    // Those of a parent that goes on are made again by it.
    for (const record of unfinished)
      if (record.parent !== undefined && !ids.has(record.parent)) await this.#store.saveRecord(interrupted(record));
  }

  async #resumeOne(record: JobRecord): Promise<void> {
    const { mostAttempts } = this.#options;
    const request = await loadRequest(record.id, this.#store).catch(() => undefined);
    if (request === undefined || (record.attempts ?? 0) >= mostAttempts) await this.#store.saveRecord(interrupted(record));
    else this.#launch(JobInFlight.resumed(record, request, this.#store));
  }
}

/** One that the service's stops have ended was never done: whoever sends it again, under the same key, means it. */
function mayBeSentAgain(job: JobHandle): boolean {
  return job.snapshot().error?.code === 'job_interrupted';
}

/** @throws HypertangentError `idempotency_mismatch` */
function checkSame(job: JobHandle, { fingerprint }: Pick<JobRequest, 'fingerprint'>): JobHandle {
  const { id, fingerprint: first } = job.snapshot();
  if (first === fingerprint) return job;
  const message = 'this Idempotency-Key came with another request before; use a new key for a new request';
  throw new HypertangentError('idempotency_mismatch', message, { jobId: id });
}

function interrupted(record: JobRecord): JobRecord {
  const { id, attempts = 0 } = record;
  const message = `the service stopped ${attempts > 1 ? `${attempts} times ` : ''}while this job was waiting or running; send the request again`;
  return { ...record, state: 'failed', finishedAt: Date.now(), error: interruptedError(id, message).toPlain() };
}
