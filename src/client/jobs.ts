import type { Api, Schema } from './api.ts';
import { ProblemError } from './problem-error.ts';
import { serverSentEvents } from './server-sent-events.ts';
import { pause } from './transport.ts';

export type Job = Schema<'Job'>;

export interface FollowOptions {
  /** Called with what is new, and once more when the job has ended. */
  onProgress?: ((progress: Job['progress'], job: Job) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Streams without any event that are begun anew before it is given up. */
const MOST_SILENT_STREAMS = 5;

/**
 * Listens to a job's events until it has ended, well or not; a stream that breaks off is begun anew.
 *
 * @throws ProblemError `job_not_found`, …; Error when the service falls silent; what `signal` was aborted with
 */
export async function followJob(api: Api, id: string, { onProgress, signal }: FollowOptions = {}): Promise<Job> {
  for (let silent = 0; silent < MOST_SILENT_STREAMS; silent++) {
    for await (const job of eventsOf(api, id, signal)) {
      silent = 0;
      onProgress?.(job.progress, job);
      if (job.finished_at !== undefined) return job;
    }
    await pause(250 * 2 ** silent, signal);
  }
  throw new Error(`the service stopped telling how the job ${id} goes on`);
}

/** Ends where the stream does, whole or not. */
async function* eventsOf(api: Api, id: string, signal: AbortSignal | undefined): AsyncGenerator<Job> {
  const { data } = await api.GET('/v1/jobs/{job_id}/events', {
    params: { path: { job_id: id } },
    parseAs: 'stream',
    ...(signal && { signal }),
  });
  const events = serverSentEvents(data!);
  for (;;) {
    const next = await events.next().catch((error: unknown) => {
      signal?.throwIfAborted();
      if (error instanceof ProblemError) throw error;
      return { done: true } as const;
    });
    if (next.done) return;
    yield JSON.parse(next.value) as Job;
  }
}

/** Cancels or forgets a job; that it is gone already is as good. */
export async function deleteJob(api: Api, id: string): Promise<void> {
  await api.DELETE('/v1/jobs/{job_id}', { params: { path: { job_id: id } } }).catch(() => {});
}
