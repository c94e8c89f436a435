import { GrowingFile } from '../../jobs/growing-file.ts';
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
  return (await runOrStream(services, request, waiting, () => undefined)) as Outcome<Kind>;
}

/** As `runJob`; a job whose result is one large array is answered as soon as the beginning of its file is final. */
export async function streamJob<Kind extends JobKind>(
  services: Services,
  request: JobRequest<Kind>,
  waiting: Waiting,
): Promise<Outcome<Kind> | Growing> {
  return runOrStream(services, request, waiting, (job) => job.growing);
}

/** A result that is still computed; giving it up ends its job. */
export interface Growing {
  growing: GrowingFile;
  release: () => Promise<void>;
}

async function runOrStream<Kind extends JobKind>(
  services: Services,
  request: JobRequest<Kind>,
  waiting: Waiting,
  growingOf: (job: JobHandle<Kind>) => Promise<GrowingFile> | undefined,
): Promise<Outcome<Kind> | Growing> {
  const job = await services.queue.submit(request);
  const { respondAsync, waitMs } = preferences(waiting.prefer, services.config.waitLimitMs);
  const cancel = () => void job.cancel();
  if (waiting.signal.aborted) cancel();
  waiting.signal.addEventListener('abort', cancel);
  try {
    const first =
      waitMs > 0
        ? await firstWithin<JobHandle<Kind> | GrowingFile>(
            waitMs,
            job.finished.then(() => job),
            growingOf(job),
          )
        : undefined;
    if (first === job) return { result: await job.result(), release: () => job.release() };
    if (first instanceof GrowingFile) return { growing: first, release: () => job.cancel().then(() => job.release()) };
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

/** What happens first; undefined if nothing does in time. */
async function firstWithin<Event>(waitMs: number, ...events: (Promise<Event> | undefined)[]): Promise<Event | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([...events.filter((event) => event !== undefined), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
