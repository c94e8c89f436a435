import { setImmediate as threadsStart } from 'node:timers/promises';
import { uncontrolled } from '../control.ts';
import type { NormalSource, NormalsAddress } from '../random/normals.ts';
import type { ThreadPool } from '../threads/pool.ts';
import { sharedBuffer } from '../threads/shared.ts';
import { LocalNormals } from './local-normals.ts';
import { type NormalsContext, normalsParts } from './normals-task.ts';

/** Numbers that are made before threads would have started on them. */
const SMALL = 2 ** 17;
/** Numbers on their way to memory that is not shared: 8 MiB being made, as many being copied. */
const PIECE = 2 ** 21;

/** Makes normal numbers on all threads of a pool with the task `normals`; few of them in the calling one. */
export class PooledNormals implements NormalSource {
  readonly #pool: ThreadPool;
  readonly #local = new LocalNormals();
  /** Kept for the next call; one that comes meanwhile makes its own. */
  #idle: readonly Float32Array[] | undefined;

  constructor(pool: ThreadPool) {
    this.#pool = pool;
  }

  /** Straight into `out` where it is shared; else threads write to 16 MiB of shared memory, from which this one copies. */
  async fill(address: NormalsAddress, first: number, out: Float32Array): Promise<Float32Array> {
    if (out.length < SMALL) return this.#local.fill(address, first, out);
    if (out.buffer instanceof SharedArrayBuffer) await this.#onThreads({ address, first, out });
    else await this.#throughPieces(address, first, out);
    return out;
  }

  async #throughPieces(address: NormalsAddress, first: number, out: Float32Array): Promise<void> {
    const pieces = this.#idle ?? [0, 1].map(() => new Float32Array(sharedBuffer(4 * PIECE)));
    this.#idle = undefined;
    const make = async (start: number) => {
      const piece = pieces[(start / PIECE) % 2]!.subarray(0, out.length - start);
      if (piece.length > 0) await this.#onThreads({ address, first: first + start, out: piece });
      return piece;
    };
    let making = make(0);
    for (let start = 0; start < out.length; start += PIECE) {
      const made = await making;
      making = make(Math.min(start + PIECE, out.length));
      // A failure is met where it is waited for.
      making.catch(() => {});
      // A copy keeps this thread busy; the next piece is being made by then.
      await threadsStart();
      out.set(made, start);
    }
    this.#idle = pieces;
  }

  #onThreads(context: NormalsContext): Promise<void> {
    return this.#pool.run('normals', context, normalsParts(context.out.length), uncontrolled);
  }
}
