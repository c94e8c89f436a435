import { constants, copyFile, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ArrayValue, isNdArray, type Kept, type NpyFile, type StoredNpy } from './array-value.ts';
import { errorCode } from './atomic-file.ts';
import { asDamage, damagedFile } from './damage.ts';
import { filePieces } from './file-pieces.ts';
import { writeNewNpyFile } from './npy/file.ts';
import { type FileSums, PieceSums } from './piece-sums.ts';

/** File systems that have no hard links, or not between these files, say so in one of these ways. */
const NO_LINK = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** What follows the bundle's name in the names of its files. */
const NONCE = /^\.[0-9a-f]{8}\./;

/** A file that has come into a folder. */
export interface PlacedFile {
  file: string;
  sums: FileSums;
}

/**
 * The files of one writing of a bundle, as they come into its folder under names that no other writing uses.
 *
 * Those that were made for it go again with {@link BundleFiles.undo}.
 */
export class BundleFiles {
  readonly #folder: string;
  readonly #name: string;
  readonly #nonce: string;
  readonly #made: string[] = [];

  /** @param nonce eight hexadecimal digits */
  constructor(folder: string, name: string, nonce: string) {
    this.#folder = folder;
    this.#name = name;
    this.#nonce = nonce;
  }

  /**
   * Brings an array into the folder, where it survives a power cut as soon as the folder is synced.
   *
   * A file that is kept already stays where it is and gets another name here; one that nobody keeps yet is taken over.
   */
  async place(array: ArrayValue, path: string): Promise<PlacedFile> {
    const file = [this.#name, this.#nonce, ...(path === '' ? [] : [path]), 'npy'].join('.');
    const target = join(this.#folder, file);
    if (isNdArray(array)) {
      const sums = await writeNewNpyFile(target, array);
      this.#made.push(target);
      return { file, sums };
    }
    if (array.kept) return { file, sums: await this.#share(array, array.kept, target) };
    return this.#takeOver(array, file);
  }

  /** Removes what was made: the bundle will not be there. */
  async undo(): Promise<void> {
    for (const path of this.#made) await rm(path, { force: true });
  }

  /** Whoever keeps the file may need it still. What was damaged there is not handed on. */
  async #share({ npyPath }: StoredNpy, kept: Kept, target: string): Promise<FileSums> {
    try {
      await this.#linkOrCopy(npyPath, target);
      const sums = await sumUp(target);
      const [before, now] = [kept.sums, sums];
      if (before && (before.bytes !== now.bytes || before.crc32 !== now.crc32))
        throw damagedFile(kept.of, 'a file of it is not the one that was written');
      return sums;
    } catch (error) {
      throw asDamage(kept.of, error);
    }
  }

  async #takeOver({ npyPath }: NpyFile, file: string): Promise<PlacedFile> {
    await sync(npyPath);
    if (dirname(npyPath) !== this.#folder) {
      await this.#linkOrCopy(npyPath, join(this.#folder, file));
      return { file, sums: await sumUp(join(this.#folder, file)) };
    }
    // Its name may be one that no other writing uses, too.
    const stays = basename(npyPath).startsWith(`${this.#name}.`) && NONCE.test(basename(npyPath).slice(this.#name.length));
    const placed = stays ? basename(npyPath) : file;
    if (!stays) await rename(npyPath, join(this.#folder, placed));
    return { file: placed, sums: await sumUp(join(this.#folder, placed)) };
  }

  async #linkOrCopy(source: string, target: string): Promise<void> {
    try {
      await link(source, target);
      this.#made.push(target);
    } catch (error) {
      if (!NO_LINK.includes(errorCode(error))) throw error;
      this.#made.push(target);
      await copyFile(source, target, constants.COPYFILE_EXCL);
      await sync(target);
    }
  }
}

/** A file that was written as scratch survives a power cut from now on. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sumUp(path: string): Promise<FileSums> {
  const handle = await open(path);
  const sums = new PieceSums();
  const { size } = await handle.stat();
  for await (const piece of filePieces(handle, size)) sums.push(piece);
  return sums.finish();
}
