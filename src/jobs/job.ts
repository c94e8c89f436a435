import type { PlainError } from '../errors.ts';
import type { CurvePoint } from '../training/curve.ts';
import type { JobInputs, JobResults } from './programs/program.ts';

export type JobKind = keyof JobInputs;

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** Short computations and long ones have runners of their own, so that neither waits for the other kind. */
export type Lane = 'quick' | 'heavy';
export const LANES: readonly Lane[] = ['quick', 'heavy'];

export interface Progress {
  /** 0 to 1 */
  fraction: number;
  stage?: string;
  /** Of training: the learning curve so far, some points of it where it is long. */
  curve?: readonly CurvePoint[];
}

/** A job as others see it: plain data, kept on disk for jobs that outlive their request. */
export interface JobRecord {
  id: string;
  kind: JobKind;
  /** The job that this one is a part of. */
  parent?: string;
  /** Whose it is; undefined: nobody's. */
  owner?: string;
  state: JobState;
  progress: Progress;
  /** How often it has begun. */
  attempts?: number;
  /** Of the request, where the client gave it a key: the same key with another is a mistake. */
  fingerprint?: string;
  /** Milliseconds since the epoch, as all times here. */
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  error?: PlainError;
  /** The request that asked for it, and the trace that it belongs to. */
  requestId?: string;
  traceId?: string;
}

/** What a job is estimated to take. */
export interface Cost {
  seconds: number;
  memoryBytes: number;
}

/** Of a job that nobody has estimated: it is never the one that does not fit. */
export const NO_COST: Cost = { seconds: 0, memoryBytes: 0 };

export interface JobRequest<Kind extends JobKind = JobKind> {
  kind: Kind;
  input: JobInputs[Kind];
  lane: Lane;
  /** Whose arrays and regressions it works with, and whose it will be; undefined: nobody's. */
  owner?: string;
  cost?: Cost;
  /** Where the same request may come again and is not to run twice: the id of its job, which is kept from the beginning. */
  id?: string;
  fingerprint?: string;
}

/** What a finished job leaves: numbers in memory, or in files of the job's folder. */
export type JobResult<Kind extends JobKind = JobKind> = JobResults[Kind];

export function isFinished(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}
