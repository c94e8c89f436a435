import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { ArrayInfo, Sidecar } from './array-sidecar.ts';
import { infoOf, isDataFile, isOwnerFolder, isSidecarFile, readSidecar, sumsOf } from './array-sidecar.ts';
import { sweepArrays } from './array-sweep.ts';
import type { Kept, StoredNpy } from './array-value.ts';
import {
  errorCode,
  publishFile,
  syncDirectory,
  TEMPORARY_SUFFIX,
  withStorageErrors,
  writeFully,
  writeNewFile,
} from './atomic-file.ts';
import { asDamage, type DamageListener, intact, isMissingFile } from './damage.ts';
import { writeSealed } from './envelope.ts';
import { namesIn } from './folders.ts';
import { idHash } from './id-hash.ts';
import type { Allocate, RowRange } from './npy/file.ts';
import { readNpyFile } from './npy/file.ts';
import { IncomingNpy } from './npy/incoming.ts';
import { PieceSums } from './piece-sums.ts';
import { Tombstones } from './tombstones.ts';

export type { ArrayInfo } from './array-sidecar.ts';

/** An array's description and the file that holds it. */
export type StoredArray = ArrayInfo & { path: string };

interface FoundArray {
  info: ArrayInfo;
  file: StoredNpy & { kept: Kept };
}

/**
 * The arrays that clients upload once and refer to by id, under `<dataDir>/arrays/`.
 *
 * An array is two files: `<hash>.<nonce>.npy` with the bytes as they came, and `<hash>.json` that names
 * it. The hash is the id's SHA-256, so that no id is ever a path. Arrays of an owner stand in a folder of their own below,
 * named by the owner's hash, so that owners may use the same ids. The JSON is written last: an array
 * exists exactly when its JSON does, and to replace an array is to rename one small file. The JSON has the sums of the data,
 * and whatever reads them holds them against these.
 * One process writes; any number may read.
 */
export class ArrayStore {
  readonly #dataDir: string;
  readonly #directory: string;
  readonly #owner: string | undefined;
  readonly #view: View;
  readonly #tombstones: Tombstones;
  readonly #onDamaged: DamageListener | undefined;
  readonly #ofOwners = new Map<string, ArrayStore>();
  /** The last change of names: changes follow one another, uploads do not. */
  #lastChange: Promise<unknown> = Promise.resolve();

  /**
   * @param owner whose arrays they are; undefined: nobody's
   * @param onDamaged told of arrays that lists leave out
   */
  constructor(dataDir: string, owner?: string, onDamaged?: DamageListener) {
    this.#directory = join(dataDir, 'arrays', ...(owner === undefined ? [] : [idHash(owner)]));
    this.#dataDir = dataDir;
    this.#owner = owner;
    this.#onDamaged = onDamaged;
    this.#view = owner === undefined ? {} : { owner };
    this.#tombstones = new Tombstones(dataDir);
  }

  /** The arrays of an owner. Changes of theirs follow one another if they are all made through this. */
  of(owner: string | undefined): ArrayStore {
    if (owner === this.#owner) return this;
    const store = this.#ofOwners.get(owner!) ?? new ArrayStore(this.#dataDir, owner, this.#onDamaged);
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
    await withStorageErrors(() => mkdir(this.#directory, { recursive: true }));
    const file = `${idHash(id)}.${randomBytes(8).toString('hex')}.npy`;
    const path = join(this.#directory, file);
    const sha256 = createHash('sha256');
    const sums = new PieceSums();
    const incoming = new IncomingNpy(limitBytes);
    const header = await writeNewFile(path + TEMPORARY_SUFFIX, async (handle) => {
      for await (const chunk of stream) {
        incoming.push(chunk);
        sha256.update(chunk);
        sums.push(chunk);
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
      crc32: sums.finish().crc32,
      ...(this.#owner !== undefined && { owner: this.#owner }),
      file,
    };
    return this.#change(() => this.#commit(sidecar, path));
  }

  /** Describes an array. Throws `array_not_found`, `expired` or `damaged_file`, here and below. */
  async get(id: string): Promise<StoredArray> {
    const { info, file } = await this.#find(id);
    return { ...info, path: file.npyPath };
  }

  /** Opens an array's file, which stays readable while the array is replaced or deleted. Throws as `get` does. */
  open(id: string): Promise<{ info: ArrayInfo; file: FileHandle; kept: Kept }> {
    return this.#withCurrent(id, async ({ info, file: { npyPath, kept } }) => {
      try {
        return { info, file: await open(npyPath), kept };
      } catch (error) {
        throw asDamage(kept.of, error);
      }
    });
  }

  /** Reads an array, or some rows of it, also while it is being replaced. Throws as `get` and `readNpyFile` do. */
  read(id: string, rows?: RowRange, allocate?: Allocate): Promise<NdArray> {
    return this.#withCurrent(id, ({ file }) => readNpyFile(file, rows, allocate));
  }

  /** Every array, by id. */
  async list(): Promise<ArrayInfo[]> {
    return (await listFolder(this.#directory, this.#onDamaged)).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Every array of every owner, by id; of the store of what is nobody's. */
  async listEveryones(): Promise<ArrayInfo[]> {
    const folders = [this.#directory, ...(await this.#ownerFolders())];
    const lists = await Promise.all(folders.map((folder) => listFolder(folder, this.#onDamaged)));
    return lists.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Removes an array, a damaged one too; who is reading it reads on. Throws `array_not_found` or `expired`. */
  async delete(id: string): Promise<void> {
    await this.#change(async () => {
      const found = await intact(() => this.#find(id));
      const files = found ? [found.file.npyPath] : await this.#dataFilesOf(id);
      await this.#remove(id, files);
      await this.#tombstones.forget({ kind: 'array', id, owner: this.#owner });
    });
  }

  /** Removes an array that has expired, unless another has taken its place since; whether it was there. */
  expire({ id, createdAt }: ArrayInfo, now: number): Promise<boolean> {
    return this.#change(async () => {
      const sidecar = await intact(() => readSidecar(this.#sidecarPath(id), `array ${id}`));
      if (sidecar?.created_at !== createdAt) return false;
      const files = [join(this.#directory, sidecar.file)];
      return this.#tombstones.inPlaceOf([{ kind: 'array', id, owner: this.#owner }], now, () => this.#removeIfThere(id, files));
    });
  }

  /**
   * `sweepArrays` of every folder, for the start of the service.
   *
   * @param olderThanMs of leftovers that were changed no later alone: an upload that is under way would be lost
   */
  async sweep(olderThanMs = 0): Promise<string[]> {
    const removed: string[] = [];
    for (const folder of [this.#directory, ...(await this.#ownerFolders())])
      removed.push(...(await sweepArrays(folder, await namesIn(folder), olderThanMs)));
    return removed;
  }

  async #find(id: string): Promise<FoundArray> {
    const of = `array ${id}`;
    const sidecar = await readSidecar(this.#sidecarPath(id), of);
    if (sidecar === undefined) throw await this.#tombstones.whyMissing('array', id, this.#view, notFound(id));
    const sums = sumsOf(sidecar);
    const file = { npyPath: join(this.#directory, sidecar.file), kept: { of, ...(sums && { sums }) } };
    return { info: infoOf(sidecar), file };
  }

  async #ownerFolders(): Promise<string[]> {
    return (await namesIn(this.#directory)).filter(isOwnerFolder).map((name) => join(this.#directory, name));
  }

  /** Runs `use`, and again if the array was replaced before its file could be opened. */
  async #withCurrent<Result>(id: string, use: (array: FoundArray) => Promise<Result>): Promise<Result> {
    for (let array = await this.#find(id); ; ) {
      try {
        return await use(array);
      } catch (error) {
        if (!isMissingFile(error)) throw error;
        const current = await this.#find(id);
        if (current.file.npyPath === array.file.npyPath) throw error;
        array = current;
      }
    }
  }

  /** All of an array whose sidecar does not say which file is its own. */
  async #dataFilesOf(id: string): Promise<string[]> {
    const names = (await namesIn(this.#directory)).filter((name) => isDataFile(name) && name.startsWith(idHash(id)));
    return names.map((name) => join(this.#directory, name));
  }

  async #remove(id: string, files: readonly string[]): Promise<void> {
    await unlink(this.#sidecarPath(id));
    await syncDirectory(this.#directory);
    for (const file of files) await rm(file, { force: true });
  }

  /** Another process may have removed it. */
  async #removeIfThere(id: string, files: readonly string[]): Promise<boolean> {
    try {
      await this.#remove(id, files);
      return true;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return false;
    }
  }

  async #commit(sidecar: Sidecar, path: string): Promise<ArrayInfo> {
    const of = `array ${sidecar.id}`;
    const sidecarPath = this.#sidecarPath(sidecar.id);
    await publishFile(path + TEMPORARY_SUFFIX, path);
    try {
      const previous = await intact(() => readSidecar(sidecarPath, of));
      await writeSealed(sidecarPath, of, sidecar);
      if (previous !== undefined) await rm(join(this.#directory, previous.file), { force: true });
      await this.#tombstones.forget({ kind: 'array', id: sidecar.id, owner: this.#owner });
    } catch (error) {
      const current = await readSidecar(sidecarPath, of).catch(() => sidecar);
      if (current?.file !== sidecar.file) await rm(path, { force: true });
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

async function listFolder(folder: string, onDamaged: DamageListener | undefined): Promise<ArrayInfo[]> {
  const sidecars: Sidecar[] = [];
  for (const name of (await namesIn(folder)).filter(isSidecarFile)) {
    // Which array it is of only the file itself says.
    const sidecar = await intact(() => readSidecar(join(folder, name), `the array of ${name}`), onDamaged);
    if (sidecar !== undefined) sidecars.push(sidecar);
  }
  return sidecars.map(infoOf);
}

function notFound(id: string): HypertangentError<'array_not_found'> {
  const message = `There is no array '${id}': it was never uploaded, its upload was not completed, or it has been deleted.`;
  return new HypertangentError('array_not_found', message, { id });
}
