import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './atomic-file.ts';
import { bundleIds } from './bundle.ts';
import { inBatches } from './in-batches.ts';
import { FOLDERS, type Thing, type ThingKind } from './thing.ts';
import { Tombstones } from './tombstones.ts';

const ID = /^[0-9a-f-]{36}$/;
/** How the names of folders end that are being removed. */
const LEAVING = /\.[0-9a-f]{16}\.leaving$/;
const AT_ONCE = 4;

/** The folders of jobs, or of models of a kind, as far as their removal goes: one for each, named by its id. */
export class ThingFolders {
  readonly #folder: string;
  readonly #tombstones: Tombstones;

  constructor(dataDir: string, kind: Exclude<ThingKind, 'array'>) {
    this.#folder = join(dataDir, FOLDERS[kind]);
    this.#tombstones = new Tombstones(dataDir);
  }

  /** Of all folders, also of what is not complete. */
  ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }

  /** What the files of a folder take; 0 if there is none. */
  async bytesOf(id: string): Promise<number> {
    const folder = join(this.#folder, id);
    const names = await readdir(folder).catch(absentAs<string[]>([]));
    const sizes = names.map((name) => stat(join(folder, name)).then(({ size }) => size, absentAs(0)));
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  /**
   * Removes things that have expired; which of them were there.
   *
   * A folder is first renamed, so that it is there whole or not at all, whatever a crash interrupts and however many
   * processes do the same.
   */
  async expire<Expired extends Thing>(things: readonly Expired[], now: number): Promise<Expired[]> {
    return this.#tombstones.inPlaceOf(things, now, async () => {
      const removed = await inBatches(things, AT_ONCE, ({ id }) => this.#remove(id));
      return things.filter((_, index) => removed[index]);
    });
  }

  /** Removes what a crash has left of removals. */
  async tidy(): Promise<void> {
    for (const name of await bundleIds(this.#folder, LEAVING)) await removeTree(join(this.#folder, name));
  }

  async #remove(id: string): Promise<boolean> {
    const leaving = join(this.#folder, `${id}.${randomBytes(8).toString('hex')}.leaving`);
    try {
      await rename(join(this.#folder, id), leaving);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    await removeTree(leaving);
    return true;
  }
}

/** Also one that another process removes at the same time. */
async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

function absentAs<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return value;
    throw error;
  };
}
