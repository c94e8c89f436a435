import type { EventEmitter } from 'node:events';
import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../support/random.ts';

/** When something is killed: at any time, while a request is on its way, or while files are written and renamed. */
export const MOMENTS = ['any time', 'request sent', 'file written'] as const;
export type Moment = (typeof MOMENTS)[number];

/** A moment that does not come is not waited for longer. */
const PATIENCE_MS = 3000;
/** Some work is to be done between two kills. */
const GAP_MS = 2000;
/** After the moment itself, milliseconds. */
const DELAYS = { 'any time': 1500, 'request sent': 40, 'file written': 8 };

/** Waits for the moments at which a kill is likely to hurt. */
export class Moments {
  readonly #random: Random;
  readonly #sent: EventEmitter<{ sent: [] }>;
  readonly #watchers: FSWatcher[];
  #onWrite: () => void = () => {};

  constructor(dataDir: string, sent: EventEmitter<{ sent: [] }>, random: Random) {
    this.#random = random;
    this.#sent = sent;
    this.#watchers = readdirSync(dataDir).map((name) => watch(join(dataDir, name), () => this.#onWrite()));
  }

  async next(moment: Moment): Promise<void> {
    // Not all at the first request that comes.
    await sleep(this.#random.below(GAP_MS));
    const { promise, resolve } = later();
    if (moment === 'any time') resolve();
    else if (moment === 'request sent') this.#sent.once('sent', resolve);
    else this.#onWrite = resolve;
    await Promise.race([promise, sleep(PATIENCE_MS, undefined, { ref: false })]);
    this.#sent.removeListener('sent', resolve);
    this.#onWrite = () => {};
    await sleep(this.#random.below(DELAYS[moment]));
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
