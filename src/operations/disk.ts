import { randomUUID } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The disk of the data directory, as it was last looked at. */
export interface DiskState {
  /** Absent where the disk could not be asked. */
  freeBytes?: number;
  /** Why nothing can be kept on it. */
  problem?: string;
}

/** How long an answer is good for: probes come more often than disks change. */
const CACHED_MS = 5000;
const PATIENCE_MS = 2000;

/** Whether the data directory can be written to and has room, found out at most once in five seconds. */
export class Disk {
  readonly #dataDir: string;
  readonly #minFreeBytes: number;
  #last: { at: number; state: Promise<DiskState> } | undefined;

  /** @param minFreeBytes free space below which the disk counts as full */
  constructor(dataDir: string, minFreeBytes: number) {
    this.#dataDir = dataDir;
    this.#minFreeBytes = minFreeBytes;
  }

  state(): Promise<DiskState> {
    const now = performance.now();
    if (this.#last === undefined || now - this.#last.at > CACHED_MS) this.#last = { at: now, state: this.#look() };
    return this.#last.state;
  }

  async #look(): Promise<DiskState> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<DiskState>((resolve) => {
      timer = setTimeout(() => resolve({ problem: 'the data directory does not answer' }), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.#probe(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #probe(): Promise<DiskState> {
    let freeBytes: number | undefined;
    try {
      const { bavail, bsize } = await statfs(this.#dataDir);
      freeBytes = bavail * bsize;
      const file = join(this.#dataDir, `.write-test-${randomUUID()}`);
      try {
        await writeFile(file, 'x');
      } finally {
        await rm(file, { force: true });
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { ...(freeBytes !== undefined && { freeBytes }), problem: `the data directory cannot be written to (${code})` };
    }
    if (freeBytes >= this.#minFreeBytes) return { freeBytes };
    return {
      freeBytes,
      problem: `the data directory has ${mebibytes(freeBytes)} MiB left, less than ${mebibytes(this.#minFreeBytes)}`,
    };
  }
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 2 ** 20);
}
