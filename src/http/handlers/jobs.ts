import { HypertangentError } from '../../errors.ts';
import { isFinished } from '../../jobs/job.ts';
import type { JobHandle } from '../../jobs/queue.ts';
import type { Handlers } from '../contract/types.ts';
import { jobBody } from '../translate/job.ts';
import { deleteOrDiscard } from './delete-damaged.ts';
import { jobEvents } from './job-events.ts';
import { resultReply } from './results.ts';
import type { Services } from './services.ts';

type Operations = 'listJobs' | 'getJob' | 'deleteJob' | 'getJobResult' | 'getJobEvents';

export function jobHandlers({ queue, tombstones, inUse, caller }: Services): Pick<Handlers, Operations> {
  const find = async (id: string): Promise<JobHandle> => {
    const job = await queue.find(id);
    if (job) return job;
    const message = `there is no job ${JSON.stringify(id)}; only jobs that were answered with 202 are kept`;
    throw await tombstones.whyMissing('job', id, caller.view, new HypertangentError('job_not_found', message, { id }));
  };
  return {
    async listJobs() {
      return { status: 200, body: { jobs: (await queue.list()).map(jobBody) } };
    },

    async getJob({ path }) {
      return { status: 200, body: jobBody((await find(path.job_id)).snapshot()) };
    },

    async deleteJob({ path }) {
      const remove = async () => {
        const job = await find(path.job_id);
        if (isFinished(job.snapshot().state)) {
          await job.remove();
          const parts = (await queue.list()).filter(({ parent }) => parent === path.job_id);
          for (const { id } of parts) await (await queue.find(id))?.remove();
          return { status: 204 } as const;
        }
        await job.cancel();
        return { status: 200, body: jobBody(job.snapshot()) } as const;
      };
      return deleteOrDiscard(caller, remove, () => queue.discard(path.job_id));
    },

    getJobResult({ path, accept }) {
      return inUse.during({ kind: 'job', id: path.job_id }, async () => {
        const job = await find(path.job_id);
        const { body, as } = resultReply(job.snapshot().kind, await job.result());
        const representation = as[accept];
        if (accept !== 'application/json' && !representation) {
          const available = ['application/json', ...Object.keys(as)];
          throw new HypertangentError('not_acceptable', `this result is not to be had as ${accept}`, { accept, available });
        }
        // The media type was checked above; the others are never asked for.
        return { status: 200, body, as: as as never, stillThere: () => find(path.job_id) };
      });
    },

    async getJobEvents({ path, signal }) {
      const job = await find(path.job_id);
      const headers = { 'cache-control': 'no-store' };
      return { status: 200, headers, as: { 'text/event-stream': () => ({ body: jobEvents(job, signal) }) } };
    },
  };
}
