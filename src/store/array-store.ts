import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { ArrayInfo, Sidecar } from './array-sidecar.ts';
import { infoOf, isSidecarFile, readSidecar } from './array-sidecar.ts';
import { sweepArrays } from './array-sweep.ts';
import {
  errorCode,
  publishFile,
  syncDirectory,
  TEMPORARY_SUFFIX,
  writeFully,
  writeJsonAtomically,
  writeNewFile,
} from './atomic-file.ts';
import { idHash } from './id-hash.ts';
import type { Allocate, RowRange } from './npy/file.ts';
import { readNpyFile } from './npy/file.ts';
import { IncomingNpy } from './npy/incoming.ts';
import { Tombstones } from './tombstones.ts';

export type { ArrayInfo } from './array-sidecar.ts';

/** An array's description and the file that holds it. */
export type StoredArray = ArrayInfo & { path: string };

/**
 * The arrays that clients upload once and refer to by id, under `<dataDir>/arrays/`.
 *
 * An array is two files: `<hash>.<nonce>.npy` with the bytes as they came, and `<hash>.json` that names
 * it. The hash is the id's SHA-256, so that no id is ever a path. Arrays of an owner stand in a folder of their own below,
 * named by the owner's hash, so that owners may use the same ids. The JSON is written last: an array
 * exists exactly when its JSON does, and to replace an array is to rename one small file.
 * One process writes; any number may read.
 */
export class ArrayStore {
  readonly #dataDir: string;
  readonly #directory: string;
  readonly #owner: string | undefined;
  readonly #view: View;
  readonly #tombstones: Tombstones;
  readonly #ofOwners = new Map<string, ArrayStore>();
  /** The last change of names: changes follow one another, uploads do not. */
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param owner whose arrays they are; undefined: nobody's */
  constructor(dataDir: string, owner?: string) {
    this.#directory = join(dataDir, 'arrays', ...(owner === undefined ? [] : [idHash(owner)]));
    this.#dataDir = dataDir;
    this.#owner = owner;
    this.#view = owner === undefined ? {} : { owner };
    this.#tombstones = new Tombstones(dataDir);
  }

  /** The arrays of an owner. Changes of theirs follow one another if they are all made through this. */
  of(owner: string | undefined): ArrayStore {
    if (owner === this.#owner) return this;
    const store = this.#ofOwners.get(owner!) ?? new ArrayStore(this.#dataDir, owner);
    this.#ofOwners.set(owner!, store);
    return store;
  }

  /**
   * Stores the raw .npy file that `stream` yields, replacing the array of the same id if there is one.
   *
   * When the upload is refused or breaks off, nothing is left of it. Throws `malformed_npy`,
   * `unsupported_dtype`, `payload_too_large`, `storage_full`, or what the stream throws.
   */
  async put(id: string, stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<ArrayInfo> {
    await mkdir(this.#directory, { recursive: true });
    const file = `${idHash(id)}.${randomBytes(8).toString('hex')}.npy`;
    const path = join(this.#directory, file);
    const sha256 = createHash('sha256');
    const incoming = new IncomingNpy(limitBytes);
    const header = await writeNewFile(path + TEMPORARY_SUFFIX, async (handle) => {
      for await (const chunk of stream) {
        incoming.push(chunk);
        sha256.update(chunk);
        await writeFully(handle, chunk);
      }
      return incoming.finish();
    });
    const sidecar: Sidecar = {
      id,
      shape: [...header.shape],
      dtype: header.dtype.descr,
      fortran_order: header.fortranOrder,
      bytes: incoming.receivedBytes,
      created_at: new Date().toISOString(),
      sha256: sha256.digest('hex'),
      ...(this.#owner !== undefined && { owner: this.#owner }),
      file,
    };
    return this.#change(() => this.#commit(sidecar, path));
  }

  /** Describes an array. Throws `array_not_found` or `expired`. */
  async get(id: string): Promise<StoredArray> {
    const sidecar = await readSidecar(this.#sidecarPath(id));
    if (sidecar === undefined) throw await this.#tombstones.whyMissing('array', id, this.#view, notFound(id));
    return { ...infoOf(sidecar), path: join(this.#directory, sidecar.file) };
  }

  /** Opens an array's file, which stays readable while the array is replaced or deleted. Throws as `get` does. */
  open(id: string): Promise<{ info: ArrayInfo; file: FileHandle }> {
    return this.#withCurrent(id, async ({ path, ...info }) => ({ info, file: await open(path) }));
  }

  /** Reads an array, or some rows of it, also while it is being replaced. Throws as `get` and `readNpyFile` do. */
  read(id: string, rows?: RowRange, allocate?: Allocate): Promise<NdArray> {
    return this.#withCurrent(id, ({ path }) => readNpyFile(path, rows, allocate));
  }

  /** Every array, by id. */
  async list(): Promise<ArrayInfo[]> {
    return (await listFolder(this.#directory)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every array of every owner, by id; of the store of what is nobody's. */
  async listEveryones(): Promise<ArrayInfo[]> {
    const lists = await Promise.all([this.#directory, ...(await this.#ownerFolders())].map(listFolder));
    return lists.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Removes an array; who is reading it reads on. Throws as `get` does. */
  async delete(id: string): Promise<void> {
    await this.#change(async () => {
      await this.#remove(await this.get(id));
      await this.#tombstones.forget({ kind: 'array', id, owner: this.#owner });
    });
  }

  /** Removes an array that has expired, unless another has taken its place since; whether it was there. */
  expire({ id, createdAt }: ArrayInfo, now: number): Promise<boolean> {
    return this.#change(async () => {
      const sidecar = await readSidecar(this.#sidecarPath(id));
      if (sidecar?.created_at !== createdAt) return false;
      const array = { id, path: join(this.#directory, sidecar.file) };
      return this.#tombstones.inPlaceOf([{ kind: 'array', id, owner: this.#owner }], now, () => this.#removeIfThere(array));
    });
  }

  /** `sweepArrays`, for the start of the service: an upload that is under way would be lost. */
  async sweep(): Promise<string[]> {
    const removed: string[] = [];
    for (const folder of [this.#directory, ...(await this.#ownerFolders())])
      removed.push(...(await sweepArrays(folder, await namesIn(folder))));
    return removed;
  }

  async #ownerFolders(): Promise<string[]> {
    return (await namesIn(this.#directory)).filter(isOwnerFolder).map((name) => join(this.#directory, name));
  }

  /** Runs `use`, and again if the array was replaced before its file could be opened. */
  async #withCurrent<Result>(id: string, use: (array: StoredArray) => Promise<Result>): Promise<Result> {
    for (let array = await this.get(id); ; ) {
      try {
        return await use(array);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        const current = await this.get(id);
        if (current.path === array.path) throw error;
        array = current;
      }
    }
  }

  async #remove({ id, path }: Pick<StoredArray, 'id' | 'path'>): Promise<void> {
    await unlink(this.#sidecarPath(id));
    await syncDirectory(this.#directory);
    await rm(path, { force: true });
  }

  /** Another process may have removed it. */
  async #removeIfThere(array: Pick<StoredArray, 'id' | 'path'>): Promise<boolean> {
    try {
      await this.#remove(array);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return false;
    }
  }

  async #commit(sidecar: Sidecar, path: string): Promise<ArrayInfo> {
    const sidecarPath = this.#sidecarPath(sidecar.id);
    await publishFile(path + TEMPORARY_SUFFIX, path);
    try {
      const previous = await readSidecar(sidecarPath);
      await writeJsonAtomically(sidecarPath, sidecar);
      if (previous !== undefined) await rm(join(this.#directory, previous.file), { force: true });
      await this.#tombstones.forget({ kind: 'array', id: sidecar.id, owner: this.#owner });
    } catch (error) {
      if ((await readSidecar(sidecarPath).catch(() => sidecar))?.file !== sidecar.file) await rm(path, { force: true });
      throw error;
    }
    return infoOf(sidecar);
  }

  #change<Result>(change: () => Promise<Result>): Promise<Result> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => {});
    return result;
  }

  #sidecarPath(id: string): string {
    return join(this.#directory, `${idHash(id)}.json`);
  }
}

const isOwnerFolder = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

async function listFolder(folder: string): Promise<ArrayInfo[]> {
  const sidecars: Sidecar[] = [];
  for (const name of (await namesIn(folder)).filter(isSidecarFile)) {
    const sidecar = await readSidecar(join(folder, name));
    if (sidecar !== undefined) sidecars.push(sidecar);
  }
  return sidecars.map(infoOf);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function notFound(id: string): HypertangentError<'array_not_found'> {
  const message = `There is no array '${id}': it was never uploaded, its upload was not completed, or it has been deleted.`;
  return new HypertangentError('array_not_found', message, { id });
}
