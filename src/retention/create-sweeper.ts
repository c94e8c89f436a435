import type { ArrayStore } from '../store/array-store.ts';
import type { InUse } from '../store/in-use.ts';
import { RegressionStore } from '../store/regression-store.ts';
import type { Tombstones } from '../store/tombstones.ts';
import { TrainingStore } from '../store/training-store.ts';
import { ArrayShelf } from './array-shelf.ts';
import { JobShelf } from './job-shelf.ts';
import { ModelShelf } from './model-shelf.ts';
import { Sweeper, type SweepObserver } from './sweeper.ts';

/** How long things are kept, in milliseconds, and how many bytes of them; 0: without end. */
export interface Retention {
  keepJobsMs: number;
  keepJobsBytes: number;
  keepArraysMs: number;
  keepModelsMs: number;
}

export interface SweptService {
  dataDir: string;
  retention: Retention;
  /** The store through which clients change arrays. */
  arrays: ArrayStore;
  tombstones: Tombstones;
  inUse: InUse;
  observers?: readonly SweepObserver[];
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** The sweeper of a data directory, not yet started. */
export function createSweeper({ dataDir, retention, arrays, inUse, ...options }: SweptService): Sweeper {
  const { keepJobsMs, keepJobsBytes, keepArraysMs, keepModelsMs } = retention;
  const shelves = [
    new JobShelf(dataDir, { ageMs: keepJobsMs, bytes: keepJobsBytes }, inUse),
    new ArrayShelf(arrays, keepArraysMs, inUse),
    new ModelShelf('regression', new RegressionStore(dataDir), dataDir, keepModelsMs, inUse),
    new ModelShelf('training', new TrainingStore(dataDir), dataDir, keepModelsMs, inUse),
  ];
  return new Sweeper({ shelves, ...options });
}
