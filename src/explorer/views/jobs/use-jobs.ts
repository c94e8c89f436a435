import { useEffect, useState } from 'preact/hooks';
import { isProblemError, type Job, type Schema } from '../../../client/index.ts';
import { service } from '../../api/service.ts';
import { type Trouble, troubleOf } from '../../api/trouble.ts';
import { useRun } from '../../state/use-run.ts';

const BUSY_MS = 700;
const IDLE_MS = 2500;

export interface Jobs {
  jobs: readonly Job[] | undefined;
  trouble: Trouble | undefined;
  start(request: Schema<'EmpiricalKernelsRequest'>): void;
  /** Cancels a job that is not finished, and forgets one that is. */
  remove(job: Job): void;
}

/** The jobs as they are now, asked for again and again while the page is in sight and the service accepts its key. */
export function useJobs(): Jobs {
  const [jobs, setJobs] = useState<readonly Job[]>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [asked, setAsked] = useState(0);
  const change = useRun();
  useEffect(() => {
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (document.hidden) {
        timer = setTimeout(look, IDLE_MS);
        return;
      }
      let busy = false;
      try {
        const { data } = await service().api.GET('/v1/jobs', { signal: stopped.signal });
        setJobs(data!.jobs);
        setTrouble(undefined);
        busy = data!.jobs.some(({ finished_at }) => finished_at === undefined);
      } catch (error) {
        if (stopped.signal.aborted) return;
        setTrouble(troubleOf(error));
        // A key is asked for then, and whoever declines is not to be asked again.
        if (isProblemError(error, 'unauthenticated')) return;
      }
      timer = setTimeout(look, busy ? BUSY_MS : IDLE_MS);
    };
    void look();
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [asked]);
  const lookAfter = (work: () => Promise<unknown>) =>
    change.start(async () => {
      try {
        await work();
      } finally {
        setAsked((times) => times + 1);
      }
    });
  return {
    jobs,
    trouble: change.trouble ?? trouble,
    start: (body) => lookAfter(() => service().api.POST('/v1/empirical-kernels', { body, headers: { prefer: 'respond-async' } })),
    remove: ({ id }) => lookAfter(() => service().api.DELETE('/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
  };
}
