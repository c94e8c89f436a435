import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NdArray } from '../nd-array.ts';
import type { ArrayValue } from './array-value.ts';
import { type BundlePlace, filesOf, readBundle, removeBundle, writeBundle } from './bundle.ts';
import { isOlder, namesIn } from './folders.ts';
import { readNpyFile } from './npy/file.ts';
import { loadValue } from './values.ts';

/** Checkpoints that nobody came back for are removed after a week. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** An earlier version kept a state in one file, which is read unchecked. */
const OF_EARLIER_VERSION = /^[0-9a-f]{64}\.npy$/;

/** What long solves have reached, a bundle each, by what they solve: an equal request finds it, whatever ended the one before. */
export class CheckpointStore {
  readonly #folder: string;
  readonly #intervalMs: number;
  readonly #owner: string | undefined;

  /**
   * @param intervalMs between two checkpoints of a problem, of whoever saves them regularly
   * @param owner whose problems they are: nobody finds another's
   */
  constructor(dataDir: string, intervalMs = 0, owner?: string) {
    this.#folder = join(dataDir, 'checkpoints');
    this.#intervalMs = intervalMs;
    this.#owner = owner;
  }

  /** The checkpoint of the problem with these settings and arrays. Nothing is hashed before it is used. */
  of(settings: unknown, arrays: readonly (NdArray | undefined)[]): Checkpoint {
    const owned = this.#owner === undefined ? settings : { owner: this.#owner, settings };
    return new Checkpoint(this.#folder, owned, arrays, this.#intervalMs);
  }

  /**
   * Removes what is old or was interrupted while it was written, and what is damaged: it is as good as none.
   *
   * @param olderThanMs of the latter that alone which was written so long ago: others may solve here
   */
  async sweep(olderThanMs = 0): Promise<void> {
    const names = await namesIn(this.#folder);
    const kept = new Set(names.filter((name) => OF_EARLIER_VERSION.test(name)));
    for (const json of names.filter((name) => name.endsWith('.json'))) {
      const files = await filesOf(placeOf(this.#folder, json.slice(0, -'.json'.length)));
      if (files.length > 0) for (const name of [json, ...files]) kept.add(name);
    }
    for (const name of names) {
      const path = join(this.#folder, name);
      if (await isOlder(path, kept.has(name) ? KEPT_MS : olderThanMs)) await rm(path, { force: true });
    }
  }
}

/** The last state of one problem. */
export class Checkpoint {
  readonly intervalMs: number;
  readonly #folder: string;
  readonly #problem: [settings: unknown, arrays: readonly (NdArray | undefined)[]];
  #known: string | undefined;

  constructor(folder: string, settings: unknown, arrays: readonly (NdArray | undefined)[], intervalMs: number) {
    this.intervalMs = intervalMs;
    this.#folder = folder;
    this.#problem = [settings, arrays];
  }

  /** What was saved last; null if nothing was, or if it is damaged. */
  async load(): Promise<NdArray | null> {
    try {
      const saved = (await readBundle(this.#place())) as ArrayValue | undefined;
      return await (saved ? loadValue(saved) : readNpyFile(this.#earlierFile()));
    } catch {
      return null;
    }
  }

  /** @throws HypertangentError `storage_full` */
  async save(state: NdArray): Promise<void> {
    await writeBundle(this.#place(), state);
    await rm(this.#earlierFile(), { force: true });
  }

  /** Removes what another process may have saved. */
  async clear(): Promise<void> {
    await removeBundle(this.#place());
    await rm(this.#earlierFile(), { force: true });
  }

  /** Once the problem is solved; nothing is hashed for it where nothing was loaded or saved here. */
  async remove(): Promise<void> {
    if (this.#known !== undefined) await this.clear();
  }

  #place(): BundlePlace {
    return placeOf(this.#folder, this.#digest());
  }

  #earlierFile(): string {
    return join(this.#folder, `${this.#digest()}.npy`);
  }

  #digest(): string {
    this.#known ??= digest(...this.#problem);
    return this.#known;
  }
}

function placeOf(folder: string, digest: string): BundlePlace {
  return { folder, name: digest, of: `checkpoint ${digest}` };
}

/** The same for the same settings and numbers, in another process and on another day, too. */
function digest(settings: unknown, arrays: readonly (NdArray | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const array of arrays) {
    hash.update(JSON.stringify(array?.shape ?? null));
    if (array) hash.update(new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength));
  }
  return hash.digest('hex');
}
