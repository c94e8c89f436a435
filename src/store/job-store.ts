import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isHypertangentError, type PlainError } from '../errors.ts';
import { type BundlePlace, bundleIds, hasBundle, readBundle, removeFolder, removeUnfinished, writeBundle } from './bundle.ts';
import { type DamageListener, damagedFile, intact } from './damage.ts';
import { sealed } from './envelope.ts';
import { isOlder, namesIn } from './folders.ts';
import { keepSpare, writeToSpare } from './spare-file.ts';

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
 *
 * While a job is not finished there is `record.spare` as well: room for the record of how it ended, which can then be
 * written on a disk that is full.
 */
export class JobStore<Job extends StoredJob> {
  readonly #folder: string;
  readonly #onDamaged: DamageListener | undefined;

  /** @param onDamaged told of jobs that lists leave out */
  constructor(dataDir: string, onDamaged?: DamageListener) {
    this.#folder = join(dataDir, 'jobs');
    this.#onDamaged = onDamaged;
  }

  /** The folder of a job; it need not exist. */
  folder(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a job: ${id}`);
    return join(this.#folder, id);
  }

  /**
   * Keeps a record. Of a job that has ended without a result, what there is of one goes.
   *
   * @throws HypertangentError `storage_full`; of the record of how a job ended only if that is long
   */
  async saveRecord(record: Job): Promise<void> {
    const place = this.#record(record.id);
    const spare = join(place.folder, 'record.spare');
    if (record.state === 'queued' || record.state === 'running') {
      await keepSpare(spare);
      await writeBundle(place, record);
      return;
    }
    if (record.state !== 'succeeded') await this.#removeResult(record.id);
    try {
      await writeBundle(place, record);
      await rm(spare, { force: true });
    } catch (error) {
      if (!isHypertangentError(error, 'storage_full')) throw error;
      if (!(await writeToSpare(spare, join(place.folder, 'record.json'), sealed(place.of, record)))) throw error;
    }
  }

  async saveInput(id: string, input: unknown): Promise<void> {
    await writeBundle(this.#input(id), input);
  }

  /** What {@link JobStore.saveInput} kept, its arrays as files; undefined if there is none. */
  async input(id: string): Promise<unknown> {
    return readBundle(this.#input(id));
  }

  async saveResult(id: string, result: unknown): Promise<void> {
    await writeBundle(this.#result(id), result);
  }

  /** @throws HypertangentError `damaged_file` */
  async record(id: string): Promise<Job | undefined> {
    if (!ID.test(id)) return undefined;
    const place = this.#record(id);
    const record = (await readBundle(place)) as Job | undefined;
    if (record !== undefined && record.id !== id) throw damagedFile(place.of, 'something else stands in its place');
    return record;
  }

  /** The result, its arrays as files. @throws HypertangentError `damaged_file` */
  async result(id: string): Promise<unknown> {
    return readBundle(this.#result(id));
  }

  async remove(id: string): Promise<void> {
    await removeFolder(this.folder(id), 'record');
  }

  /** Newest first. */
  async list(): Promise<Job[]> {
    const records: Job[] = [];
    for (const id of await this.#ids()) {
      const record = await intact(() => this.record(id), this.#onDamaged);
      if (record) records.push(record);
    }
    return records.sort((a, b) => b.createdAt - a.createdAt);
  }

  /**
   * Removes what a process did not survive: folders without a record, of requests that nobody waits for, and unfinished files.
   *
   * @param olderThanMs of those alone in which nothing has changed for so long: others write here, too
   */
  async sweep(olderThanMs = 0): Promise<void> {
    for (const id of await this.#ids()) {
      const folder = this.folder(id);
      if (!(await isOlder(folder, olderThanMs))) continue;
      if (await hasBundle(folder, 'record')) await removeUnfinished(folder);
      else await this.remove(id);
    }
  }

  /** What runners wrote of a result, and what was kept of it. */
  async #removeResult(id: string): Promise<void> {
    const folder = this.folder(id);
    const names = (await namesIn(folder)).filter((name) => name.startsWith('result.'));
    // The JSON first: a result is there whole or not at all.
    for (const name of names.sort((a, b) => Number(b.endsWith('.json')) - Number(a.endsWith('.json'))))
      await rm(join(folder, name), { force: true });
  }

  #record(id: string): BundlePlace {
    return { folder: this.folder(id), name: 'record', of: `job ${id}` };
  }

  #input(id: string): BundlePlace {
    return { folder: this.folder(id), name: 'input', of: `input of job ${id}` };
  }

  #result(id: string): BundlePlace {
    return { folder: this.folder(id), name: 'result', of: `result of job ${id}` };
  }

  #ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }
}
