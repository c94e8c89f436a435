import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../src/store/atomic-file.ts';
import { testMissing } from './required.ts';

const run = promisify(execFile);
const BLOCK_BYTES = 4096;
const FILLER = 'filler';

/** A file system of a few MiB that a test can fill. */
export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Mounted until {@link SmallDisk.unmount}; null where that is not allowed, with a test in its place that says so. */
  static async mount(mebibytes: number): Promise<SmallDisk | null> {
    const path = await mkdtemp(join(tmpdir(), 'small-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', path]);
    } catch (error) {
      await rmdir(path);
      testMissing('tmpfs', `a small file system cannot be mounted here: ${(error as Error).message.trim()}`);
      return null;
    }
    return new SmallDisk(path);
  }

  async unmount(): Promise<void> {
    await run('umount', [this.path]);
    await rmdir(this.path);
  }

  /** Takes all room that is left, but for some blocks. */
  async fill(blocks = 0): Promise<void> {
    const handle = await open(join(this.path, FILLER), 'a');
    try {
      for (;;) await handle.write(new Uint8Array(BLOCK_BYTES));
    } catch (error) {
      if (errorCode(error) !== 'ENOSPC') throw error;
      await handle.truncate((await handle.stat()).size - blocks * BLOCK_BYTES);
    } finally {
      await handle.close();
    }
  }

  /** Gives the room back. */
  async makeRoom(): Promise<void> {
    await rm(join(this.path, FILLER), { force: true });
  }
}
