import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sees, type View } from '../access/view.ts';
import { HypertangentError, isHypertangentError } from '../errors.ts';
import { errorCode, syncDirectory, TEMPORARY_SUFFIX, withStorageErrors, writeFully, writeNewFile } from './atomic-file.ts';
import { idHash } from './id-hash.ts';
import { inBatches } from './in-batches.ts';
import { FOLDERS, type Thing, type ThingKind } from './thing.ts';

/** How long it is remembered that there was something. */
const REMEMBERED_MS = 30 * 24 * 3600 * 1000;
/** Unfinished files are left alone for as long: another process may be writing them. */
const UNFINISHED_MS = 3600 * 1000;
const AT_ONCE = 16;

const UUID = /^[0-9a-f-]{36}$/;

/** What is left of a thing that has expired. */
interface Tombstone {
  id: string;
  owner?: string;
  /** ISO 8601, UTC. */
  expired_at: string;
}

/**
 * What has expired, so that whoever comes back for it is told so: a small JSON file for each thing under
 * `<dataDir>/expired/`, where its data stood under `<dataDir>/`.
 */
export class Tombstones {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'expired');
  }

  /**
   * Removes things that have expired; their tombstones are there before, and survive a power cut.
   *
   * On a full disk they come after: there is room for them then.
   *
   * @param now in milliseconds since the epoch
   */
  async inPlaceOf<Result>(things: readonly Thing[], now: number, remove: () => Promise<Result>): Promise<Result> {
    try {
      await withStorageErrors(() => this.#write(things, now));
    } catch (error) {
      if (!isHypertangentError(error, 'storage_full')) throw error;
      const result = await remove();
      await this.#write(things, now);
      return result;
    }
    return remove();
  }

  /** Why there is no such thing: it has expired, or else the error that is given. What another's was is nothing. */
  async whyMissing(kind: ThingKind, id: string, view: View, otherwise: HypertangentError): Promise<HypertangentError> {
    return (await this.expired(kind, id, view)) ?? otherwise;
  }

  /** That there was such a thing; undefined if none has expired. */
  async expired(kind: ThingKind, id: string, view: View): Promise<HypertangentError | undefined> {
    const found = await this.#read({ kind, id, owner: view.owner });
    if (found === undefined || !sees(view, found.owner)) return undefined;
    const expiredAt = found.expired_at;
    const message = `the ${kind} ${JSON.stringify(id)} was removed at ${expiredAt}, as old ones are; make it again`;
    return new HypertangentError('expired', message, { kind, id, expiredAt });
  }

  /** Forgets that a thing has expired: there is another in its place. */
  async forget(thing: Thing): Promise<void> {
    await rm(this.#pathOf(thing), { force: true });
  }

  /** Removes tombstones that are older than 30 days. */
  async tidy(now: number): Promise<void> {
    const names = await readdir(this.#folder, { recursive: true }).catch(ifAbsent([]));
    const files = names.filter((name) => name.endsWith('.json') || name.endsWith(TEMPORARY_SUFFIX));
    await inBatches(files, AT_ONCE, async (name) => {
      const path = join(this.#folder, name);
      const writtenAt = (await stat(path).catch(ifAbsent(undefined)))?.mtimeMs ?? now;
      const keptMs = path.endsWith(TEMPORARY_SUFFIX) ? UNFINISHED_MS : REMEMBERED_MS;
      if (now - writtenAt > keptMs) await rm(path, { force: true });
    });
  }

  async #write(things: readonly Thing[], now: number): Promise<void> {
    const folders = new Set(things.map((thing) => dirname(this.#pathOf(thing))));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    await inBatches(things, AT_ONCE, async (thing) => {
      const { id, owner } = thing;
      const tombstone: Tombstone = { id, ...(owner !== undefined && { owner }), expired_at: new Date(now).toISOString() };
      const path = this.#pathOf(thing);
      const temporary = `${path}.${randomBytes(8).toString('hex')}${TEMPORARY_SUFFIX}`;
      await writeNewFile(temporary, (handle) => writeFully(handle, Buffer.from(`${JSON.stringify(tombstone)}\n`)));
      await rename(temporary, path);
    });
    for (const folder of folders) await syncDirectory(folder);
  }

  async #read(thing: Thing): Promise<Tombstone | undefined> {
    if (thing.kind !== 'array' && !UUID.test(thing.id)) return undefined;
    const text = await readFile(this.#pathOf(thing), 'utf8').catch(ifAbsent(undefined));
    try {
      return text === undefined ? undefined : (JSON.parse(text) as Tombstone);
    } catch {
      // Damaged: what cannot be told is not known.
      return undefined;
    }
  }

  #pathOf({ kind, id, owner }: Thing): string {
    const names = kind === 'array' ? [...(owner === undefined ? [] : [idHash(owner)]), idHash(id)] : [id];
    return `${join(this.#folder, FOLDERS[kind], ...names)}.json`;
  }
}

function ifAbsent<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return value;
    throw error;
  };
}
