import { join } from 'node:path';
import type { PlainError } from '../errors.ts';
import { bundleIds, hasBundle, readBundle, readIntactBundle, removeBundle, removeUnfinished, writeBundle } from './bundle.ts';

const ID = /^[0-9a-f-]{36}$/;

/** What the store needs to know of a job's record; the rest is kept as it comes. */
export interface StoredJob {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  createdAt: number;
  finishedAt?: number;
  error?: PlainError;
}

/**
 * Records, inputs and results of jobs on disk: a folder each, with `record.json`, `input.json` and,
 * once it succeeded, `result.json`.
 */
export class JobStore<Job extends StoredJob> {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'jobs');
  }

  /** The folder of a job; it need not exist. */
  folder(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a job: ${id}`);
    return join(this.#folder, id);
  }

  async saveRecord(record: Job): Promise<void> {
    await writeBundle(this.folder(record.id), 'record', record);
  }

  async saveInput(id: string, input: unknown): Promise<void> {
    await writeBundle(this.folder(id), 'input', input);
  }

  async saveResult(id: string, result: unknown): Promise<void> {
    await writeBundle(this.folder(id), 'result', result);
  }

  async record(id: string): Promise<Job | undefined> {
    return ID.test(id) ? ((await readBundle(this.folder(id), 'record')) as Job | undefined) : undefined;
  }

  /** The result, its arrays as files. */
  async result(id: string): Promise<unknown> {
    return readBundle(this.folder(id), 'result');
  }

  async remove(id: string): Promise<void> {
    await removeBundle(this.folder(id), 'record');
  }

  /** Newest first. */
  async list(): Promise<Job[]> {
    const records: Job[] = [];
    for (const id of await this.#ids()) {
      const record = (await readIntactBundle(this.folder(id), 'record')) as Job | undefined;
      if (record) records.push(record);
    }
    return records.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Removes what the process did not survive: folders without a record, of requests that nobody waits for, and unfinished files. */
  async sweep(): Promise<void> {
    for (const id of await this.#ids()) {
      if (await hasBundle(this.folder(id), 'record')) await removeUnfinished(this.folder(id));
      else await this.remove(id);
    }
  }

  #ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }
}
