import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSweeper, type Retention } from '../../src/retention/create-sweeper.ts';
import type { Sweeper, Swept } from '../../src/retention/sweeper.ts';
import { ArrayStore } from '../../src/store/array-store.ts';
import { openSealed, writeSealed } from '../../src/store/envelope.ts';
import { InUse } from '../../src/store/in-use.ts';
import { Tombstones } from '../../src/store/tombstones.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const FOR_EVER: Retention = { keepJobsMs: 0, keepJobsBytes: 0, keepArraysMs: 0, keepModelsMs: 0 };

/** A sweeper whose clock is the test's, and what it has told. */
export class TestSweeper {
  /** Milliseconds since the epoch. */
  now = Date.now();
  readonly inUse = new InUse();
  readonly arrays: ArrayStore;
  readonly told: Swept[] = [];
  readonly failures: unknown[] = [];
  readonly #sweeper: Sweeper;

  constructor(dataDir: string, retention: Partial<Retention>) {
    this.arrays = new ArrayStore(dataDir);
    this.#sweeper = createSweeper({
      dataDir,
      retention: { ...FOR_EVER, ...retention },
      arrays: this.arrays,
      tombstones: new Tombstones(dataDir),
      inUse: this.inUse,
      observers: [{ swept: (swept) => this.told.push(swept), sweepFailed: (error) => this.failures.push(error) }],
      now: () => this.now,
    });
  }

  /** What a sweep removes. */
  async sweep(): Promise<Swept> {
    const before = this.told.length;
    await this.#sweeper.sweep();
    return this.told[before] ?? {};
  }
}

/** Makes a job older than it is. */
export async function backdateJob(dataDir: string, id: string, byMs: number): Promise<void> {
  const path = join(dataDir, 'jobs', id, 'record.json');
  const record = JSON.parse((await openSealed(path, id))!.content);
  await writeSealed(path, `job ${id}`, { ...record, finishedAt: record.finishedAt - byMs });
}

/** Makes the arrays that are nobody's older than they are. */
export async function backdateArrays(dataDir: string, byMs: number): Promise<void> {
  const folder = join(dataDir, 'arrays');
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json'))) {
    const { of, content } = (await openSealed(join(folder, name), name))!;
    const sidecar = JSON.parse(content);
    const createdAt = new Date(Date.parse(sidecar.created_at) - byMs).toISOString();
    await writeSealed(join(folder, name), of!, { ...sidecar, created_at: createdAt });
  }
}
