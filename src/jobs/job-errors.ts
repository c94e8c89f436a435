import { HypertangentError, isHypertangentError } from '../errors.ts';
import type { JobRecord } from './job.ts';

export function cancelledError(id: string): HypertangentError {
  return new HypertangentError('job_cancelled', 'the job was cancelled', { id });
}

export function interruptedError(
  id: string,
  message = 'the service stopped while this job was waiting or running; send the request again',
): HypertangentError {
  return new HypertangentError('job_interrupted', message, { id });
}

/** What ran the job is gone, by a signal or with an exit code; neither: before it began. */
export function diedError(id: string, exitCode: number | null, signal: string | null): HypertangentError {
  const how = signal !== null ? `by signal ${signal}` : exitCode !== null ? `with exit code ${exitCode}` : 'before it began';
  const message = `the process that computed this ended ${how}; likely it ran out of memory. Another was started; try fewer points`;
  return new HypertangentError('runner_died', message, { id, signal, exitCode });
}

/** Why a job has no result. */
export function resultError(id: string, state: JobRecord['state'], error: JobRecord['error']): HypertangentError {
  if (state === 'failed' && error) return HypertangentError.fromPlain(error);
  if (state === 'cancelled') return new HypertangentError('job_cancelled', 'the job was cancelled and has no result', { id });
  return new HypertangentError('job_not_finished', `the job is ${state}; its result is not there yet`, { id, state });
}

/** What a job ends with that threw this: itself if it is an error of the service, or `internal` with it as the cause. */
export function jobError(error: unknown): HypertangentError {
  if (isHypertangentError(error)) return error;
  return new HypertangentError('internal', 'the job failed unexpectedly; the log has the cause', {}, error);
}

/** How a job ends that threw this. */
export function failure(error: unknown): Partial<JobRecord> {
  if (isHypertangentError(error, 'job_cancelled')) return { state: 'cancelled' };
  return { state: 'failed', error: jobError(error).toPlain() };
}
