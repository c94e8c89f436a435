import { randomUUID } from 'node:crypto';
import { HypertangentError, isHypertangentError } from '../errors.ts';
import { currentOrigin } from '../origin.ts';
import { collectArrays, isNpyFile, type NpyFile } from '../store/array-value.ts';
import type { JobStore } from '../store/job-store.ts';
import { GrowingFile } from './growing-file.ts';
import { isFinished, type JobKind, type JobRecord, type JobRequest, type JobResult } from './job.ts';
import type { JobHandle } from './queue.ts';
import type { RunnerProcess } from './runner/runner-process.ts';

/** Cancelling kills the runner when the job does not stop by itself within this time. */
const CANCEL_GRACE_MS = 1000;

/** What runs a job: a runner, or other jobs. */
export type Executor = Pick<RunnerProcess, 'run' | 'cancel'>;

/** A job in flight in this process. */
export class LocalJob<Kind extends JobKind = JobKind> implements JobHandle<Kind> {
  readonly id = randomUUID();
  readonly request: JobRequest<Kind>;
  readonly finished: Promise<void>;
  readonly growing: Promise<GrowingFile>;
  /** Resolves once somebody wants the job to be kept. */
  readonly kept: Promise<void>;
  readonly #store: JobStore<JobRecord>;
  readonly #listeners = new Set<(record: JobRecord) => void>();
  #record: JobRecord;
  #executor: Executor | undefined;
  #result: JobResult<Kind> | undefined;
  #persisted: Promise<void> | undefined;
  #ending = false;
  #settle!: () => void;
  #file: GrowingFile | undefined;
  #announce!: (file: GrowingFile) => void;
  #keepFromNow!: () => void;

  /** @param parent the job that this one is a part of */
  constructor(request: JobRequest<Kind>, store: JobStore<JobRecord>, parent?: string) {
    this.request = request;
    this.#store = store;
    const { requestId, traceId } = currentOrigin() ?? {};
    this.#record = {
      id: this.id,
      kind: request.kind,
      ...(parent !== undefined && { parent }),
      ...(request.owner !== undefined && { owner: request.owner }),
      state: 'queued',
      progress: { fraction: 0 },
      createdAt: Date.now(),
      ...(requestId !== undefined && { requestId }),
      ...(traceId !== undefined && { traceId }),
    };
    this.finished = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.growing = new Promise((resolve) => {
      this.#announce = resolve;
    });
    this.kept = new Promise((resolve) => {
      this.#keepFromNow = resolve;
    });
  }

  get durable(): boolean {
    return this.#persisted !== undefined;
  }

  snapshot(): JobRecord {
    return this.#record;
  }

  /** Runs to its end; never throws. */
  async runOn(executor: Executor): Promise<void> {
    this.#executor = executor;
    this.#update({ state: 'running', startedAt: Date.now() });
    try {
      const { kind, input, owner } = this.request;
      const { requestId, traceId } = this.#record;
      const onProgress = (fraction: number, stage: string | undefined) =>
        this.#update({ progress: { fraction, ...(stage !== undefined && { stage }) } });
      const result = (await executor.run({
        jobId: this.id,
        kind,
        input,
        owner,
        folder: this.#store.folder(this.id),
        origin: { ...(requestId !== undefined && { requestId }), ...(traceId !== undefined && { traceId }) },
        onProgress,
        onGrowth: (file, finalBytes) => this.#grow(file, finalBytes),
      })) as JobResult<Kind>;
      await this.#finish({ state: 'succeeded', progress: { fraction: 1 } }, result);
    } catch (error) {
      await this.#finish(failure(error));
    }
  }

  persist(): Promise<void> {
    this.#keepFromNow();
    this.#persisted ??= (async () => {
      // The input of a part is that of its parent.
      if (this.#record.parent === undefined) await this.#store.saveInput(this.id, this.request.input);
      if (this.#result !== undefined) await this.#store.saveResult(this.id, this.#result);
      await this.#store.saveRecord(this.#record);
    })().catch(async (error) => {
      // Whoever asked is told so: nothing is kept then.
      this.#persisted = undefined;
      await this.#store.remove(this.id).catch(() => {});
      throw error;
    });
    return this.#persisted;
  }

  async result(): Promise<JobResult<Kind>> {
    const { state, error } = this.#record;
    if (this.#result !== undefined) return this.#result;
    throw resultError(this.id, state, error);
  }

  async cancel(): Promise<void> {
    if (isFinished(this.#record.state)) return;
    if (this.#record.state === 'queued') {
      await this.#finish({ state: 'cancelled' });
      return;
    }
    this.#executor?.cancel(this.id, CANCEL_GRACE_MS);
    await this.finished;
  }

  /** Fails the job because the service stops. */
  async interrupt(): Promise<void> {
    await this.#finish(failure(interruptedError(this.id)));
    await this.finished;
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
    if (isFinished(this.#record.state)) return;
    this.#record = { ...this.#record, ...change };
    for (const listener of this.#listeners) listener(this.#record);
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
      if (result !== undefined) await this.#store.saveResult(this.id, result);
      await this.#store.saveRecord(record);
      return { record, result };
    } catch (error) {
      if (result === undefined) return { record, result };
      return this.#keep({ ...record, ...failure(error) });
    }
  }
}

function failure(error: unknown): Partial<JobRecord> {
  if (isHypertangentError(error, 'job_cancelled')) return { state: 'cancelled' };
  const known = isHypertangentError(error) ? error : new HypertangentError('internal', 'the job failed unexpectedly', {}, error);
  return { state: 'failed', error: known.toPlain() };
}

export function interruptedError(id: string): HypertangentError {
  const message = 'the service stopped while this job was waiting or running; send the request again';
  return new HypertangentError('job_interrupted', message, { id });
}

/** Why a job has no result. */
export function resultError(id: string, state: JobRecord['state'], error: JobRecord['error']): HypertangentError {
  if (state === 'failed' && error) return HypertangentError.fromPlain(error);
  if (state === 'cancelled') return new HypertangentError('job_cancelled', 'the job was cancelled and has no result', { id });
  return new HypertangentError('job_not_finished', `the job is ${state}; its result is not there yet`, { id, state });
}
