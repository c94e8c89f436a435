import { HypertangentError } from '../errors.ts';
import { damagedFile } from '../store/damage.ts';
import type { JobStore } from '../store/job-store.ts';
import type { JobKind, JobRecord, JobResult } from './job.ts';
import { resultError } from './job-errors.ts';
import type { JobHandle } from './queue.ts';

/** A finished job that is known by its record alone. */
export class StoredJobHandle<Kind extends JobKind = JobKind> implements JobHandle<Kind> {
  readonly id: string;
  readonly finished = Promise.resolve();
  readonly #record: JobRecord;
  readonly #store: JobStore<JobRecord>;

  constructor(record: JobRecord, store: JobStore<JobRecord>) {
    this.id = record.id;
    this.#record = record;
    this.#store = store;
  }

  snapshot(): JobRecord {
    return this.#record;
  }

  async persist(): Promise<void> {}

  async result(): Promise<JobResult<Kind>> {
    const { state, error } = this.#record;
    if (state !== 'succeeded') throw resultError(this.id, state, error);
    const result = await this.#store.result(this.id);
    if (result === undefined) throw await this.#whyMissing();
    return result as JobResult<Kind>;
  }

  async cancel(): Promise<void> {}

  async release(): Promise<void> {}

  async remove(): Promise<void> {
    await this.#store.remove(this.id);
  }

  subscribe(): () => void {
    return () => {};
  }

  async #whyMissing(): Promise<HypertangentError> {
    if (await this.#store.record(this.id)) return damagedFile(`result of job ${this.id}`, 'it is missing');
    return new HypertangentError('job_not_found', `job ${this.id} was deleted meanwhile`, { id: this.id });
  }
}
