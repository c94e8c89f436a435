import { HypertangentError, type PlainError } from '../../../errors.ts';
import type { Cost, JobKind, Lane } from '../../job.ts';
import { diedError } from '../../job-errors.ts';
import type { RunnerStatus } from '../../queue.ts';
import type { LineOwner } from '../../queue-observer.ts';
import { PREFIX } from './connection.ts';

/** A job as it stands in Redis. */
export interface SentTask {
  kind: JobKind;
  /** A parcel. */
  input: string;
  cost: Cost;
  owner?: string | undefined;
  origin: Omit<LineOwner, 'jobId'>;
}

/** What a worker says of itself, again and again. */
export interface WorkerStatus {
  runners: RunnerStatus[];
  memory: { takenBytes: number; limitBytes: number };
}

/** Name of the queue of a lane. */
export const queueName = (lane: Lane): string => `${PREFIX}-${lane}`;

/** Is there while a job is to be cancelled, wherever it runs; and the channel on which that is said. */
export const cancelKey = (jobId: string): string => `${PREFIX}:cancelled:${jobId}`;
export const CANCEL_CHANNEL = `${PREFIX}:cancel`;
export const CANCEL_KEPT_SECONDS = 24 * 3600;

/** Where a worker's status stands, and the set of all names. */
export const workerKey = (name: string): string => `${PREFIX}:worker:${name}`;
export const WORKERS_KEY = `${PREFIX}:workers`;
/** A status is written this often, and is one of a worker that is gone when it is this old. */
export const STATUS_EVERY_MS = 1000;
export const STATUS_KEPT_MS = 5000;

/** An error as the reason of a failed job. */
export function toReason(error: PlainError): string {
  return JSON.stringify(error);
}

/** The error of a failed job; a reason that no worker wrote is that its worker is gone. */
export function fromReason(jobId: string, reason: string): HypertangentError {
  try {
    return HypertangentError.fromPlain(JSON.parse(reason) as PlainError);
  } catch {
    return diedError(jobId, null, 'of its worker');
  }
}
