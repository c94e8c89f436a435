import { sees, type View } from '../access/view.ts';
import type { JobKind, JobRecord, JobRequest } from './job.ts';
import type { JobHandle, JobQueue, QueueStatus } from './queue.ts';

/** A queue as one caller sees it: their own jobs, and those they submit are theirs. */
export class OwnedQueue implements JobQueue {
  readonly #queue: JobQueue;
  readonly #view: View;

  constructor(queue: JobQueue, view: View) {
    this.#queue = queue;
    this.#view = view;
  }

  submit<Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>> {
    const { owner } = this.#view;
    return this.#queue.submit({ ...request, ...(owner !== undefined && { owner }) });
  }

  async findSame(identity: { id: string; fingerprint: string }): Promise<JobHandle | undefined> {
    const job = await this.#queue.findSame(identity);
    return job && sees(this.#view, job.snapshot().owner) ? job : undefined;
  }

  async find(id: string): Promise<JobHandle | undefined> {
    const job = await this.#queue.find(id);
    return job && sees(this.#view, job.snapshot().owner) ? job : undefined;
  }

  discard(id: string): Promise<void> {
    return this.#queue.discard(id);
  }

  async list(): Promise<JobRecord[]> {
    return (await this.#queue.list()).filter(({ owner }) => sees(this.#view, owner));
  }

  status(): QueueStatus {
    return this.#queue.status();
  }

  close(graceMs: number): Promise<void> {
    return this.#queue.close(graceMs);
  }
}
