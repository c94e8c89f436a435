import type { JobKind, JobRecord, Lane } from './job.ts';
import type { JobInputs } from './programs/program.ts';

/** Whom a line that a runner printed belongs to. */
export interface LineOwner {
  jobId: string;
  requestId?: string;
  traceId?: string;
}

/** Is told what happens in a queue, for logs and metrics. Nothing here may throw. */
export interface QueueObserver {
  /** A job waits, runs, or has ended: its record says which. `cause` is what an `internal` error comes from. */
  jobChanged?(record: JobRecord, lane: Lane, input: JobInputs[JobKind], cause: unknown): void;
  /** A runner has ended; unless the queue closes, another takes its place. */
  runnerEnded?(lane: Lane, pid: number | undefined): void;
  /** A runner has printed a line, to standard error if `isError`; `owner` is the job that it runs or, where it has none, ran last. */
  runnerLine?(lane: Lane, line: string, isError: boolean, owner: LineOwner | undefined): void;
}
