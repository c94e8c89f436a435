import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sees, type View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import { withStorageErrors } from './atomic-file.ts';
import { type BundlePlace, bundleIds, hasBundle, loadArrays, readBundle, removeFolder, writeBundle } from './bundle.ts';
import { type DamageListener, damagedFile, intact, isMissingFile } from './damage.ts';
import { isOlder } from './folders.ts';
import { FOLDERS } from './thing.ts';
import { Tombstones } from './tombstones.ts';

const MODEL = 'model';
const ID = /^[0-9a-f-]{36}$/;

/** What every model says of itself in lists. */
export interface ModelSummary {
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Whose it is; undefined: nobody's. */
  owner?: string;
}

/** All that is kept of a model; its arrays may stand in files. */
export interface StoredModel {
  summary: ModelSummary;
}

/** Models of one kind on disk: a folder each, complete as soon as its JSON is there. */
export abstract class KeptModels<Stored extends StoredModel> {
  readonly #kind: 'regression' | 'training';
  protected readonly dataDir: string;
  protected readonly onDamaged: DamageListener | undefined;
  readonly #folder: string;
  readonly #view: View;

  /**
   * @param view whose models there are; those of others are not found
   * @param onDamaged told of models that lists leave out
   */
  constructor(kind: 'regression' | 'training', dataDir: string, view: View, onDamaged: DamageListener | undefined) {
    this.#kind = kind;
    this.dataDir = dataDir;
    this.#folder = join(dataDir, FOLDERS[kind]);
    this.#view = view;
    this.onDamaged = onDamaged;
  }

  /** Keeps a model of the view's owner; its summary with that. */
  protected async keep(given: Stored): Promise<Stored['summary']> {
    const { owner } = this.#view;
    const stored = { ...given, summary: { ...given.summary, ...(owner !== undefined && { owner }) } };
    const place = this.#place(stored.summary.id);
    try {
      await writeBundle(place, stored);
    } catch (error) {
      await rmdir(place.folder).catch(() => {});
      throw error;
    }
    return stored.summary;
  }

  /** The folder of a model that is being made elsewhere, with whatever is in it if that fails. */
  protected async within<Result>(id: string, make: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = this.folderOf(id);
    await withStorageErrors(() => mkdir(folder, { recursive: true }));
    try {
      return await make(folder);
    } catch (error) {
      await removeFolder(folder, MODEL);
      throw error;
    }
  }

  protected isThere(id: string): Promise<boolean> {
    return hasBundle(this.folderOf(id), MODEL);
  }

  /**
   * All of a model, its arrays as files.
   *
   * @throws HypertangentError `regression_not_found` or `training_not_found`, `expired`, or `damaged_file`
   */
  async stored(id: string): Promise<Stored> {
    const stored = await this.seen(id);
    if (stored !== undefined) return stored;
    throw await new Tombstones(this.dataDir).whyMissing(this.#kind, id, this.#view, notFound(this.#kind, id));
  }

  /** @throws HypertangentError as {@link stored} does */
  async summary(id: string): Promise<Stored['summary']> {
    return (await this.stored(id)).summary;
  }

  /** The summary of a model that may not be there. */
  async find(id: string): Promise<Stored['summary'] | undefined> {
    return (await this.seen(id))?.summary;
  }

  /** All of one that may not be there. */
  protected async seen(id: string): Promise<Stored | undefined> {
    const stored = ID.test(id) ? await this.#readAny(id) : undefined;
    return stored && sees(this.#view, stored.summary.owner) ? stored : undefined;
  }

  /** What is wanted of a model with the numbers of its arrays, which may be deleted or written anew meanwhile. */
  protected async loaded<Loaded>(id: string, wanted: (stored: Stored) => unknown): Promise<Loaded> {
    for (let stored = await this.stored(id); ; ) {
      try {
        return (await loadArrays(wanted(stored))) as Loaded;
      } catch (error) {
        if (!isMissingFile(error)) throw error;
        const current = await this.stored(id);
        if (isDeepStrictEqual(current, stored)) throw error;
        stored = current;
      }
    }
  }

  /** Newest first. */
  async list(): Promise<Stored['summary'][]> {
    const summaries: Stored['summary'][] = [];
    for (const id of await this.#ids()) {
      const stored = await intact(() => this.#readAny(id), this.onDamaged);
      if (stored && sees(this.#view, stored.summary.owner)) summaries.push(stored.summary);
    }
    return summaries.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** @throws HypertangentError as {@link stored} does */
  async delete(id: string): Promise<void> {
    await this.stored(id);
    await this.discard(id);
  }

  /** Removes what is there of a model, whoever's it is: whose a damaged one is nobody knows. */
  async discard(id: string): Promise<void> {
    await removeFolder(this.folderOf(id), MODEL);
  }

  /**
   * Removes what was interrupted while it was made; call before anything is made.
   *
   * @param olderThanMs that alone in which nothing has changed for so long: others may make models here, and a part waits for
   *   the rest
   */
  async sweep(olderThanMs = 0): Promise<void> {
    for (const id of await this.#ids()) {
      const folder = this.folderOf(id);
      if (!(await hasBundle(folder, MODEL)) && (await isOlder(folder, olderThanMs))) await removeFolder(folder, MODEL);
    }
  }

  protected folderOf(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a ${this.#kind}: ${id}`);
    return join(this.#folder, id);
  }

  #place(id: string): BundlePlace {
    return { folder: this.folderOf(id), name: MODEL, of: `${this.#kind} ${id}` };
  }

  #ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }

  /** A model, whoever's it is. @throws HypertangentError `damaged_file` */
  async #readAny(id: string): Promise<Stored | undefined> {
    const place = this.#place(id);
    const stored = (await readBundle(place)) as Stored | undefined;
    if (stored !== undefined && stored.summary?.id !== id) throw damagedFile(place.of, 'something else stands in its place');
    return stored;
  }
}

function notFound(kind: 'regression' | 'training', id: string): HypertangentError {
  return new HypertangentError(`${kind}_not_found`, `there is no ${kind} ${JSON.stringify(id)}`, { id });
}
