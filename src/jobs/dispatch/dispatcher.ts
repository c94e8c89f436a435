import type { NpyFile } from '../../store/array-value.ts';
import type { Cost, JobKind, JobResult, Lane, Progress } from '../job.ts';
import type { JobInputs } from '../programs/program.ts';
import type { QueueStatus } from '../queue.ts';
import type { LineOwner } from '../queue-observer.ts';

/** A job as whoever runs it sees it. */
export interface Task {
  jobId: string;
  kind: JobKind;
  input: JobInputs[JobKind];
  lane: Lane;
  cost: Cost;
  /** Whose the job is. */
  owner?: string | undefined;
  /** Where large results go. */
  folder: string;
  /** The request that it is done for, for the log. */
  origin: Omit<LineOwner, 'jobId'>;
  /** Told when it leaves the queue; nothing of it is done before this resolves. */
  onStart(): Promise<void> | void;
  onProgress(progress: Progress): void;
  /** The only array of the result stands in this file; its first `finalBytes` bytes are final. Not every dispatcher tells. */
  onGrowth(file: NpyFile, finalBytes: number): void;
}

/** What runs a job: runners, or other jobs. */
export interface Executor {
  /**
   * Runs a task to its end.
   *
   * @throws HypertangentError the task's own error, `job_cancelled`, or `runner_died`
   */
  run(task: Task): Promise<JobResult>;
  /** Ends a task wherever it is; its {@link Executor.run} then throws `job_cancelled`. */
  cancel(jobId: string): void;
}

/** Where tasks wait for a runner: those of this machine, or of several. */
export interface Dispatcher extends Executor {
  /** Tasks that wait. */
  readonly waiting: number;
  /** Seconds until one of them is expected to start: at least 1. */
  secondsUntilRoom(): number;
  /** Runners of a lane, on all machines together. */
  runners(lane: Lane): number;
  status(): Omit<QueueStatus, 'closing'>;
  /** Ends what runs here, and stops. */
  close(): Promise<void>;
}
