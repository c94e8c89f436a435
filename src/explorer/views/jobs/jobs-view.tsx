import type { Job } from '../../../client/index.ts';
import { shortSeconds } from '../../formats/numbers.ts';
import type { Table } from '../../formats/table.ts';
import { Downloads } from '../../parts/downloads.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Reproduce } from '../../parts/reproduce.tsx';
import { useJobs } from './use-jobs.ts';

/** 20,000 finite networks. */
const EXAMPLE = {
  path: '/v1/empirical-kernels',
  body: {
    architecture: { type: 'mlp' as const, depth: 3, activation: { name: 'relu' as const }, width: 512 },
    points: {
      x: [
        [1, 0],
        [0.6, 0.8],
      ],
    },
    samples: 20000,
  },
  file: 'job.json',
  show: 'print(answer)',
};

/** What the service computes and has computed, as it goes on. */
export function JobsView() {
  const { jobs, trouble, start, remove } = useJobs();
  return (
    <>
      <header class="lead">
        <h1>Jobs</h1>
        <p>
          Requests with <code>Prefer: respond-async</code>, and those that took longer than a request waits. Cancel what runs,
          forget what is done.
        </p>
      </header>
      <Notice trouble={trouble} />
      {jobs && jobs.length === 0 && (
        <p class="empty">There are none now. A search makes one, and so does every request that asks for it.</p>
      )}
      {jobs && jobs.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
        <section class="jobs" aria-label="Jobs" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {['What', 'State', 'Progress', 'Began', 'Took', ''].map((title) => (
                  <th key={title} scope="col">
                    {title || <span class="unseen">What to do</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <Row key={job.id} job={job} onRemove={() => remove(job)} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <button type="button" class="quiet start" onClick={() => start(EXAMPLE.body)}>
        Start a job that takes a while
      </button>
      <footer class="exports">
        <Downloads name="jobs" json={() => ({ jobs: jobs ?? [] })} table={() => tableOf(jobs ?? [])} />
        <Reproduce
          requests={[
            { title: 'the jobs', request: { path: '/v1/jobs', show: 'print(answer["jobs"])' } },
            { title: 'a job that takes a while', request: { ...EXAMPLE, headers: { Prefer: 'respond-async' } } },
          ]}
        />
      </footer>
    </>
  );
}

function Row({ job, onRemove }: { job: Job; onRemove(): void }) {
  const { kind, state, progress, created_at, error, parent } = job;
  const name = kind.replaceAll('_', ' ');
  const finished = job.finished_at !== undefined;
  return (
    <tr>
      <th scope="row">
        {parent !== undefined && <span aria-hidden="true">↳ </span>}
        {name}
      </th>
      <td>
        <span class={`state state-${state}`}>{state}</span>
        {error && <p class="hint why">{error.detail}</p>}
      </td>
      <td>
        {state === 'succeeded' ? '' : <Progress label={`Progress of ${name}`} fraction={progress.fraction} />}
        {!finished && progress.stage && <p class="hint">{progress.stage}</p>}
      </td>
      <td>
        <time dateTime={created_at}>{new Date(created_at).toLocaleTimeString()}</time>
      </td>
      <td>{took(job)}</td>
      <td>
        <button type="button" class="quiet" onClick={onRemove} aria-label={`${finished ? 'Forget' : 'Cancel'} ${name}`}>
          {finished ? 'Forget' : 'Cancel'}
        </button>
      </td>
    </tr>
  );
}

function took({ started_at, finished_at }: Job): string {
  if (started_at === undefined) return '–';
  const end = finished_at === undefined ? Date.now() : Date.parse(finished_at);
  return shortSeconds(Math.max(0, (end - Date.parse(started_at)) / 1000));
}

function tableOf(jobs: readonly Job[]): Table {
  return {
    columns: ['id', 'kind', 'state', 'fraction', 'created_at', 'started_at', 'finished_at'],
    rows: jobs.map(({ id, kind, state, progress, created_at, started_at, finished_at }) => [
      id,
      kind,
      state,
      progress.fraction,
      created_at,
      started_at ?? null,
      finished_at ?? null,
    ]),
  };
}
