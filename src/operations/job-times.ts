import { isFinished, type JobRecord } from '../jobs/job.ts';

/** How long a job has waited and run, as far as it has come. */
export interface JobSeconds {
  waited?: number;
  ran?: number;
}

/** How long jobs wait and run, by a clock that nobody sets: the times of their records are for people. */
export class JobTimes {
  readonly #queuedAt = new Map<string, number>();
  readonly #startedAt = new Map<string, number>();

  /** To be told each state of a job once. */
  changed({ id, state }: Pick<JobRecord, 'id' | 'state'>): JobSeconds {
    const now = performance.now();
    if (state === 'queued') this.#queuedAt.set(id, now);
    if (state === 'running') this.#startedAt.set(id, now);
    const [queuedAt, startedAt] = [this.#queuedAt.get(id), this.#startedAt.get(id)];
    if (isFinished(state)) {
      this.#queuedAt.delete(id);
      this.#startedAt.delete(id);
    }
    if (queuedAt === undefined || startedAt === undefined) return {};
    return { waited: (startedAt - queuedAt) / 1000, ...(isFinished(state) && { ran: (now - startedAt) / 1000 }) };
  }
}
