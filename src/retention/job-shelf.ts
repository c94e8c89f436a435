import { isFinished, type JobRecord } from '../jobs/job.ts';
import type { InUse } from '../store/in-use.ts';
import { JobStore } from '../store/job-store.ts';
import type { Thing } from '../store/thing.ts';
import { ThingFolders } from '../store/thing-folders.ts';
import { Remembered } from './remembered.ts';
import type { Removed, Shelf } from './shelf.ts';
import type { Kept, Limits } from './to-expire.ts';

/** A finished job as a thing. */
interface FinishedJob extends Thing {
  at: number;
  bytes: number;
  parent?: string | undefined;
}

/** A finished job with its parts. */
interface JobFamily extends Kept {
  jobs: FinishedJob[];
}

/** Finished jobs with record and result; parts go with the job that they are parts of. */
export class JobShelf implements Shelf<JobFamily> {
  readonly kind = 'job';
  readonly limits: Limits;
  readonly #inUse: InUse;
  readonly #folders: ThingFolders;
  readonly #finished: Remembered<FinishedJob>;

  /** @param inUse jobs in flight among them */
  constructor(dataDir: string, limits: Limits, inUse: InUse) {
    this.limits = limits;
    this.#inUse = inUse;
    this.#folders = new ThingFolders(dataDir, 'job');
    const store = new JobStore<JobRecord>(dataDir);
    this.#finished = new Remembered((id) => this.#look(id, store));
  }

  async items(): Promise<JobFamily[]> {
    const ids = await this.#folders.ids();
    const finished = await this.#finished.of(ids);
    const there = new Set(ids);
    const families = new Map<string, FinishedJob[]>();
    for (const job of finished.values()) {
      const head = this.#headOf(job, finished, there);
      if (head === undefined) continue;
      if (!families.get(head)?.push(job)) families.set(head, [job]);
    }
    return [...families].map(([id, jobs]) => {
      const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0);
      return { id, at: jobs.reduce((latest, { at }) => Math.max(latest, at), 0), bytes, jobs };
    });
  }

  isInUse({ jobs }: JobFamily): boolean {
    return jobs.some((job) => this.#inUse.has(job));
  }

  async remove(families: readonly JobFamily[], now: number): Promise<Removed> {
    const jobs = families.flatMap((family) => family.jobs);
    const removed = await this.#folders.expire(jobs, now);
    return { count: removed.length, bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  tidy(): Promise<void> {
    return this.#folders.tidy();
  }

  /** The job that another goes with: itself, or what it is a part of; undefined while that is not finished. */
  #headOf({ id, parent }: FinishedJob, finished: ReadonlyMap<string, FinishedJob>, there: ReadonlySet<string>): string | undefined {
    if (parent === undefined || finished.has(parent)) return parent ?? id;
    return there.has(parent) || this.#inUse.has({ kind: 'job', id: parent }) ? undefined : id;
  }

  /** Undefined for a job that is not finished, and for one that cannot be read, which stays for a person to look at. */
  async #look(id: string, store: JobStore<JobRecord>): Promise<FinishedJob | undefined> {
    const record = await store.record(id).catch(() => undefined);
    if (record === undefined || !isFinished(record.state)) return undefined;
    const { owner, parent, createdAt, finishedAt = createdAt } = record;
    return { kind: 'job', id, owner, parent, at: finishedAt, bytes: await this.#folders.bytesOf(id) };
  }
}
