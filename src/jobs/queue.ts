import type { Rates } from './estimate/rates.ts';
import type { GrowingFile } from './growing-file.ts';
import type { JobKind, JobRecord, JobRequest, JobResult, Lane } from './job.ts';

/**
 * Where jobs wait and run: the port between the server and whatever runs its jobs.
 *
 * Not in it: what a job computes (programs/), and how results become HTTP (http/).
 */
export interface JobQueue {
  /**
   * Takes a job.
   *
   * @throws HypertangentError `queue_full` or `shutting_down`
   */
  submit<Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>>;
  /**
   * The job that a request with this id has already.
   *
   * @throws HypertangentError `idempotency_mismatch` if that was another request
   */
  findSame(identity: { id: string; fingerprint: string }): Promise<JobHandle | undefined>;
  /** A job that is in flight or has a record. @throws HypertangentError `damaged_file` where that cannot be read */
  find(id: string): Promise<JobHandle | undefined>;
  /** Forgets a job whose record is damaged: whose it is nobody knows. */
  discard(id: string): Promise<void>;
  /** Jobs with a record, newest first. */
  list(): Promise<JobRecord[]>;
  status(): QueueStatus;
  /** Lets running jobs end within `graceMs`, takes no more, and stops. */
  close(graceMs: number): Promise<void>;
}

export interface JobHandle<Kind extends JobKind = JobKind> {
  readonly id: string;
  snapshot(): JobRecord;
  /**
   * Keeps the job's record and result on disk from now on, so that they outlive the request and the
   * process. Resolves when the record is there.
   */
  persist(): Promise<void>;
  /** Resolves when the job has ended, however it did. */
  readonly finished: Promise<void>;
  /**
   * Resolves when the result is one large array and the beginning of its file is final; not every job comes to that.
   * Where it fails later, the file does: a job whose file is followed does not begin it again.
   */
  follow?(): Promise<GrowingFile>;
  /**
   * The result; its arrays may stand in files that live until {@link JobHandle.release}.
   *
   * @throws HypertangentError the job's own error, or `job_not_finished`
   */
  result(): Promise<JobResult<Kind>>;
  /** Ends the job wherever it is; does nothing to a finished one. */
  cancel(): Promise<void>;
  /** Says that nobody will read the result any more; a job without a record is then forgotten. */
  release(): Promise<void>;
  /** Forgets a finished job and its record. */
  remove(): Promise<void>;
  /** Calls `listener` at every change until the returned function is called. */
  subscribe(listener: (record: JobRecord) => void): () => void;
}

export interface QueueStatus {
  waiting: number;
  running: number;
  /** Jobs in each lane that wait. */
  waitingIn: Readonly<Record<Lane, number>>;
  /** What running jobs are estimated to take together; what they may, or with several machines what one may anywhere. */
  memory: { takenBytes: number; limitBytes: number };
  /** Whether it takes no more jobs, as the service stops. */
  closing: boolean;
  /** Why nothing can be run now, where that is so. */
  problem?: string;
  runners: RunnerStatus[];
}

export interface RunnerStatus {
  lane: 'quick' | 'heavy';
  state: 'starting' | 'idle' | 'busy';
  /** The worker whose runner it is, where it is not one of this process. */
  worker?: string;
  pid?: number;
  jobsDone: number;
  /** The linear algebra it uses; known once it has started. */
  engine?: string;
  /** How fast it is; known once it has started. */
  rates?: Rates;
}
