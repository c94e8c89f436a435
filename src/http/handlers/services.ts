import type { Config } from '../../config.ts';
import type { TensorChoice } from '../../empirical/backends/tensor-choice.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Disk } from '../../operations/disk.ts';
import type { Metrics } from '../../operations/metrics.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { RegressionStore } from '../../store/regression-store.ts';

/** What handlers work with. */
export interface Services {
  config: Readonly<Config>;
  queue: JobQueue;
  tensors: TensorChoice;
  arrays: ArrayStore;
  regressions: RegressionStore;
  disk: Disk;
  metrics: Metrics;
}
