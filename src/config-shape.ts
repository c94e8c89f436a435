import type { ApiKey } from './access/api-key.ts';
import type { TensorSetting } from './empirical/backends/names.ts';
import type { BackendName } from './linalg/backend-names.ts';

/** The service's settings: parsed once from the environment, then frozen. */
export interface Config {
  host: string;
  port: number;
  /** Keys of the environment; undefined where there is no list. */
  keys: readonly ApiKey[] | undefined;
  /** File with the others. */
  keysFile: string | undefined;
  /** Whether everyone may call where there are no keys, from other machines too. */
  unprotected: boolean;
  dataDir: string;
  logLevel: string;
  /** Largest JSON body, bytes. */
  jsonLimitBytes: number;
  /** Largest uploaded array, bytes. */
  arrayLimitBytes: number;
  /** Memory that one computation, and all that run at a time, may take. */
  memoryBytes: number;
  /** How long a request waits for its job before it answers 202. */
  waitLimitMs: number;
  /** Linear algebra to use: see {@link BackendName}. */
  linalg: BackendName;
  /** What computes finite networks. */
  tensors: TensorSetting;
  /** Threads of each runner. */
  threads: number;
  /** Redis through which workers take jobs; undefined: runners of this process do them. */
  queueUrl: string | undefined;
  quickRunners: number;
  heavyRunners: number;
  maxWaitingJobs: number;
  /** Seconds of the work of a part of a large job, at least, as counted for a slow machine. */
  partSeconds: number;
  /** How often a job may begin: it is run again when its runner dies or, where it is kept, the service. */
  jobAttempts: number;
  /** How long a client may take to send a request. */
  requestTimeoutMs: number;
  /** How long it may send nothing of its request, or take nothing of its answer. */
  stallMs: number;
  maxConnections: number;
  /** Requests of one client; 0: as many as it likes. */
  ratePerMinute: number;
  /** Free space of the data directory below which the service is not ready. */
  minFreeBytes: number;
  /** How long finished jobs are kept, and what all of them together may take; 0: without end. */
  keepJobsMs: number;
  keepJobsBytes: number;
  /** How long arrays are kept after their upload, and regressions and trained networks after their fit; 0: for ever. */
  keepArraysMs: number;
  keepModelsMs: number;
  /** Between two checkpoints of a long solve or training. */
  checkpointMs: number;
  /** How long running jobs may go on after SIGTERM. */
  drainMs: number;
}
