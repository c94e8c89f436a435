import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NdArray } from '../nd-array.ts';
import { errorCode } from './atomic-file.ts';
import { readNpyFile, writeNpyFile } from './npy/file.ts';

/** Checkpoints that nobody came back for are removed after a week. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** What long solves have reached, an `.npy` each, by what they solve: an equal request finds it, whatever ended the one before. */
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

  /** Removes what is old or was interrupted while it was written; call before any solve begins. */
  async sweep(): Promise<void> {
    for (const name of await this.#names()) {
      const path = join(this.#folder, name);
      if (!name.endsWith('.npy') || Date.now() - (await stat(path)).mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  }
}

/** The last state of one problem. */
export class Checkpoint {
  readonly intervalMs: number;
  readonly #folder: string;
  readonly #problem: [settings: unknown, arrays: readonly (NdArray | undefined)[]];
  #path: string | undefined;

  constructor(folder: string, settings: unknown, arrays: readonly (NdArray | undefined)[], intervalMs: number) {
    this.intervalMs = intervalMs;
    this.#folder = folder;
    this.#problem = [settings, arrays];
  }

  /** What was saved last; null if nothing was, or if it cannot be read. */
  async load(): Promise<NdArray | null> {
    try {
      return await readNpyFile(this.#file());
    } catch {
      return null;
    }
  }

  /** @throws HypertangentError `storage_full` */
  async save(state: NdArray): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeNpyFile(this.#file(), state);
  }

  /** Removes what another process may have saved. */
  async clear(): Promise<void> {
    await rm(this.#file(), { force: true });
  }

  /** Once the problem is solved; nothing is hashed for it where nothing was loaded or saved here. */
  async remove(): Promise<void> {
    if (this.#path !== undefined) await rm(this.#path, { force: true });
  }

  #file(): string {
    this.#path ??= join(this.#folder, `${digest(...this.#problem)}.npy`);
    return this.#path;
  }
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
