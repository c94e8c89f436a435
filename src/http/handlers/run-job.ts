import type { JobKind, JobRequest, JobResult } from '../../jobs/job.ts';
import type { JobHandle } from '../../jobs/queue.ts';
import type { Schema } from '../contract/types.ts';
import { jobBody } from '../translate/job.ts';
import type { Services } from './services.ts';

export interface Waiting {
  prefer: string | undefined;
  signal: AbortSignal;
}

/** A job's result in time, or the answer that it goes on. */
export type Outcome<Kind extends JobKind> =
  | { result: JobResult<Kind>; release: () => Promise<void> }
  | { accepted: { status: 202; headers: Record<string, string>; body: Schema<'Job'> } };

/**
 * Submits a job and waits for it as long as the client and the wait limit allow.
 *
 * A job that outlives its request is on disk before it is acknowledged; one whose client goes away is
 * cancelled.
 *
 * @throws HypertangentError the job's own error
 */
export async function runJob<Kind extends JobKind>(
  services: Services,
  request: JobRequest<Kind>,
  waiting: Waiting,
): Promise<Outcome<Kind>> {
  const job = await services.queue.submit(request);
  const { respondAsync, waitMs } = preferences(waiting.prefer, services.config.waitLimitMs);
  const cancel = () => void job.cancel();
  if (waiting.signal.aborted) cancel();
  waiting.signal.addEventListener('abort', cancel);
  try {
    if (waitMs > 0 && (await finishedWithin(job, waitMs))) {
      return { result: await job.result(), release: () => job.release() };
    }
    await job.persist();
  } catch (error) {
    await job.cancel();
    await job.release();
    throw error;
  } finally {
    waiting.signal.removeEventListener('abort', cancel);
  }
  const headers = { location: `/v1/jobs/${job.id}`, ...(respondAsync && { 'preference-applied': 'respond-async' }) };
  return { accepted: { status: 202, headers, body: jobBody(job.snapshot()) } };
}

/** respond-async and wait of a Prefer header (RFC 7240). */
function preferences(prefer: string | undefined, limitMs: number): { respondAsync: boolean; waitMs: number } {
  const tokens = (prefer ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map((token) => token.trim());
  const respondAsync = tokens.includes('respond-async');
  const wait = tokens.map((token) => /^wait\s*=\s*"?(\d+)"?$/.exec(token)?.[1]).find((seconds) => seconds !== undefined);
  if (wait !== undefined) return { respondAsync, waitMs: Math.min(limitMs, 1000 * Number(wait)) };
  return { respondAsync, waitMs: respondAsync ? 0 : limitMs };
}

async function finishedWithin(job: JobHandle, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([job.finished.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
