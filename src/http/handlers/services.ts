import type { Caller } from '../../access/caller.ts';
import type { Config } from '../../config.ts';
import type { TensorChoice } from '../../empirical/backends/tensor-choice.ts';
import { OwnedQueue } from '../../jobs/owned-queue.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Disk } from '../../operations/disk.ts';
import type { Metrics } from '../../operations/metrics.ts';
import type { Traces } from '../../operations/traces.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { InUse } from '../../store/in-use.ts';
import type { RegressionStore } from '../../store/regression-store.ts';
import type { Tombstones } from '../../store/tombstones.ts';
import type { TrainingStore } from '../../store/training-store.ts';

/** What the service has, of every owner. */
export interface SharedServices {
  config: Readonly<Config>;
  queue: JobQueue;
  tensors: TensorChoice;
  arrays: ArrayStore;
  regressions: RegressionStore;
  trainings: TrainingStore;
  tombstones: Tombstones;
  /** What answers read, so that it stays meanwhile. */
  inUse: InUse;
  disk: Disk;
  metrics: Metrics;
  traces: Traces;
}

/** What handlers work with: jobs, arrays and models as the caller sees them, and no others. */
export interface Services extends SharedServices {
  caller: Caller;
}

/** The services as one caller sees them. */
export function servicesFor(caller: Caller, shared: SharedServices): Services {
  return {
    ...shared,
    caller,
    queue: new OwnedQueue(shared.queue, caller.view),
    arrays: shared.arrays.of(caller.view.owner),
    regressions: shared.regressions.of(caller.view),
    trainings: shared.trainings.of(caller.view),
  };
}
