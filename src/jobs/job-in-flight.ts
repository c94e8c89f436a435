import { randomUUID } from 'node:crypto';
import { isHypertangentError } from '../errors.ts';
import { currentOrigin } from '../origin.ts';
import { collectArrays, isNpyFile, type NpyFile } from '../store/array-value.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Executor, Task } from './dispatch/dispatcher.ts';
import { GrowingFile } from './growing-file.ts';
import { isFinished, type JobKind, type JobRecord, type JobRequest, type JobResult, NO_COST } from './job.ts';
import { cancelledError, failure, interruptedError, resultError } from './job-errors.ts';
import { saveRequest } from './kept-request.ts';
import type { JobHandle } from './queue.ts';

export interface JobInFlightOptions {
  /** Given where it is to be the same when the job is run again. */
  id?: string;
  /** The job that this one is a part of. */
  parent?: string;
}

/** A job that waits or runs. */
export class JobInFlight<Kind extends JobKind = JobKind> implements JobHandle<Kind> {
  readonly request: JobRequest<Kind>;
  readonly finished: Promise<void>;
  /** Resolves once somebody wants the job to be kept. */
  readonly kept: Promise<void>;
  readonly #store: JobStore<JobRecord>;
  readonly #listeners = new Set<(record: JobRecord) => void>();
  #record: JobRecord;
  #executor: Executor | undefined;
  #result: JobResult<Kind> | undefined;
  #cause: unknown;
  #persisted: Promise<void> | undefined;
  /** The last that was written of the record: one is written after the other. */
  #saved: Promise<void> = Promise.resolve();
  #ending = false;
  #cancelled = false;
  #interrupted = false;
  #settle!: () => void;
  #file: GrowingFile | undefined;
  #followed: Promise<GrowingFile> | undefined;
  #announce: (file: GrowingFile) => void = () => {};
  #keepFromNow!: () => void;

  constructor(request: JobRequest<Kind>, store: JobStore<JobRecord>, { id, parent }: JobInFlightOptions = {}) {
    this.request = request;
    this.#store = store;
    const { requestId, traceId } = currentOrigin() ?? {};
    const { kind, owner, fingerprint } = request;
    this.#record = {
      id: id ?? randomUUID(),
      kind,
      ...(parent !== undefined && { parent }),
      ...(owner !== undefined && { owner }),
      ...(fingerprint !== undefined && { fingerprint }),
      state: 'queued',
      progress: { fraction: 0 },
      attempts: 0,
      createdAt: Date.now(),
      ...(requestId !== undefined && { requestId }),
      ...(traceId !== undefined && { traceId }),
    };
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.kept = new Promise((resolve) => {
      this.#keepFromNow = resolve;
    });
  }

  /** A job that an earlier process left, to be run again: its input and record are on disk. */
  static resumed(record: JobRecord, request: JobRequest, store: JobStore<JobRecord>): JobInFlight {
    const job = new JobInFlight(request, store);
    const { startedAt: _, ...rest } = record;
    job.#record = { ...rest, state: 'queued', progress: { fraction: 0 } };
    job.#persisted = Promise.resolve();
    job.#keepFromNow();
    return job;
  }

  get id(): string {
    return this.#record.id;
  }

  get durable(): boolean {
    return this.#persisted !== undefined;
  }

  /** What an `internal` error comes from: for the log, not for clients. */
  get cause(): unknown {
    return this.#cause;
  }

  snapshot(): JobRecord {
    return this.#record;
  }

  /**
   * Runs to its end; never throws.
   *
   * @param mostAttempts how often it may begin: it is run again where what ran it died
   */
  async runOn(executor: Executor, mostAttempts = 1): Promise<void> {
    this.#executor = executor;
    while (!this.#ending) {
      try {
        if (this.#cancelled) throw cancelledError(this.id);
        const result = (await executor.run(this.#task())) as JobResult<Kind>;
        await this.#finish({ state: 'succeeded', progress: { fraction: 1 } }, result);
      } catch (error) {
        if (this.#mayRunAgain(error, mostAttempts)) this.#requeue();
        else await this.#finish(this.#failure(error));
      }
    }
  }

  persist(): Promise<void> {
    this.#keepFromNow();
    this.#persisted ??= this.#write().catch(async (error: unknown) => {
      // Its end waits for this: nothing of it is left then.
      await this.#store.remove(this.id).catch(() => {});
      this.#persisted = undefined;
      throw error;
    });
    return this.#persisted;
  }

  async #write(): Promise<void> {
    // The input of a part is that of its parent.
    if (this.#record.parent === undefined) await saveRequest(this.id, this.request as unknown as JobRequest, this.#store);
    if (this.#result !== undefined) this.#result = await this.#saveResult(this.#result);
    await this.#save();
  }

  follow(): Promise<GrowingFile> {
    this.#followed ??= new Promise((resolve) => {
      this.#announce = resolve;
      if (this.#file) resolve(this.#file);
    });
    return this.#followed;
  }

  async result(): Promise<JobResult<Kind>> {
    const { state, error } = this.#record;
    if (this.#result !== undefined) return this.#result;
    if (this.#interrupted) throw interruptedError(this.id, 'the service stops; this job goes on when it is started again');
    throw resultError(this.id, state, error);
  }

  async cancel(): Promise<void> {
    if (isFinished(this.#record.state)) return;
    this.#cancelled = true;
    this.#executor?.cancel(this.id);
    await this.finished;
  }

  /** The service stops: a job that is kept is run again when it starts, another fails. */
  async interrupt(): Promise<void> {
    if (this.#ending) return this.finished;
    if (!this.durable) {
      await this.#finish(failure(interruptedError(this.id)));
      return;
    }
    this.#ending = true;
    this.#interrupted = true;
    const { state, attempts = 0 } = this.#record;
    // An attempt that was interrupted on purpose does not count.
    if (state === 'running') this.#record = { ...this.#record, state: 'queued', attempts: attempts - 1 };
    await this.#save().catch(() => {});
    this.#file?.fail(interruptedError(this.id));
    this.#settle();
  }

  async release(): Promise<void> {
    if (!this.durable && this.#mayHaveFiles()) await this.#store.remove(this.id);
  }

  async remove(): Promise<void> {
    await this.#store.remove(this.id);
  }

  subscribe(listener: (record: JobRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #task(): Task {
    const { kind, input, lane, owner, cost = NO_COST } = this.request;
    const { requestId, traceId } = this.#record;
    return {
      jobId: this.id,
      kind,
      input,
      lane,
      cost,
      owner,
      folder: this.#store.folder(this.id),
      origin: { ...(requestId !== undefined && { requestId }), ...(traceId !== undefined && { traceId }) },
      onStart: () => this.#begin(),
      onProgress: (progress) => this.#update({ progress }),
      onGrowth: (file, finalBytes) => this.#grow(file, finalBytes),
    };
  }

  /** That a job of which there is a record has begun is on disk before anything is done: what dies of it does so only so often. */
  #begin(): Promise<void> | undefined {
    this.#update({ state: 'running', startedAt: Date.now(), attempts: (this.#record.attempts ?? 0) + 1 });
    return this.#persisted?.then(() => this.#save());
  }

  #failure(error: unknown): Partial<JobRecord> {
    if (!isHypertangentError(error)) this.#cause = error;
    return failure(error);
  }

  #mayRunAgain(error: unknown, mostAttempts: number): boolean {
    if (!isHypertangentError(error, 'runner_died') || this.#cancelled || this.#ending) return false;
    // Who reads the beginning of one result cannot go on with another.
    const isRead = this.#followed !== undefined && this.#file !== undefined;
    return !isRead && (this.#record.attempts ?? 0) < mostAttempts;
  }

  #requeue(): void {
    const { startedAt: _, ...rest } = this.#record;
    this.#record = rest;
    this.#file = undefined;
    this.#update({ state: 'queued', progress: { fraction: 0 } });
  }

  #grow(file: NpyFile, finalBytes: number): void {
    this.#file ??= new GrowingFile(file);
    this.#file.grow(finalBytes);
    this.#announce(this.#file);
  }

  /** Removing a folder that was never made costs more than a small job. */
  #mayHaveFiles(): boolean {
    return this.#result === undefined || collectArrays(this.#result).some(({ array }) => isNpyFile(array));
  }

  #update(change: Partial<JobRecord>): void {
    if (isFinished(this.#record.state) || this.#interrupted) return;
    this.#record = { ...this.#record, ...change };
    for (const listener of this.#listeners) listener(this.#record);
  }

  /** The result as it stands on disk: its files have other names from now on. */
  async #saveResult(result: JobResult<Kind>): Promise<JobResult<Kind>> {
    await this.#store.saveResult(this.id, result);
    return (await this.#store.result(this.id)) as JobResult<Kind>;
  }

  /** Writes the record as it is when its turn comes. */
  #save(record: () => JobRecord = () => this.#record): Promise<void> {
    const saved = this.#saved.then(() => this.#store.saveRecord(record()));
    this.#saved = saved.catch(() => {});
    return saved;
  }

  /** The result is on disk before anyone is told that there is one. Whatever ends the job first counts. */
  async #finish(change: Partial<JobRecord>, result?: JobResult<Kind>): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    const end = await this.#keep({ ...this.#record, ...change, finishedAt: Date.now() }, result);
    this.#result = end.result;
    this.#update(end.record);
    if (this.#result === undefined) this.#file?.fail(resultError(this.id, end.record.state, end.record.error));
    this.#settle();
  }

  /** Saves the end of a durable job; a result that cannot be saved is a failure. */
  async #keep(record: JobRecord, result?: JobResult<Kind>): Promise<{ record: JobRecord; result: JobResult<Kind> | undefined }> {
    if (!this.#persisted) return { record, result };
    try {
      await this.#persisted;
      const saved = result && (await this.#saveResult(result));
      await this.#save(() => record);
      return { record, result: saved };
    } catch (error) {
      if (result === undefined) return { record, result };
      return this.#keep({ ...record, ...this.#failure(error) });
    }
  }
}
