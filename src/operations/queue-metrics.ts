import { readFileSync } from 'node:fs';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { isFinished, type JobRecord, LANES, type Lane } from '../jobs/job.ts';
import type { QueueStatus } from '../jobs/queue.ts';
import type { QueueObserver } from '../jobs/queue-observer.ts';
import { JobTimes } from './job-times.ts';

const SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600, 3600];
const RUNNER_STATES = ['starting', 'idle', 'busy'] as const;

/** What jobs and runners do, by lane and kind of job. */
export class QueueMetrics implements QueueObserver {
  readonly #times = new JobTimes();
  readonly #waited: Histogram<'kind' | 'lane'>;
  readonly #ran: Histogram<'kind' | 'lane'>;
  readonly #ended: Counter<'kind' | 'lane' | 'outcome'>;
  readonly #failures: Counter<'code'>;
  readonly #restarts: Counter<'lane'>;

  /** @param status what the queue says of itself; asked when somebody reads the metrics */
  constructor(register: Registry, status: () => QueueStatus | undefined) {
    const registers = [register];
    const perJob = { labelNames: ['kind', 'lane'] as const, buckets: SECONDS, registers };
    this.#waited = new Histogram({ name: 'hypertangent_job_wait_seconds', help: 'From when a job came to its start', ...perJob });
    this.#ran = new Histogram({ name: 'hypertangent_job_run_seconds', help: 'From the start of a job to its end', ...perJob });
    this.#ended = new Counter({
      name: 'hypertangent_jobs_total',
      help: 'Jobs that have ended, by outcome: succeeded, failed or cancelled',
      labelNames: ['kind', 'lane', 'outcome'],
      registers,
    });
    this.#failures = new Counter({
      name: 'hypertangent_job_failures_total',
      help: 'Jobs that have failed, by the code of their problem',
      labelNames: ['code'],
      registers,
    });
    this.#restarts = new Counter({
      name: 'hypertangent_runner_restarts_total',
      help: 'Runners that ended and were replaced',
      labelNames: ['lane'],
      registers,
    });
    for (const lane of LANES) this.#restarts.inc({ lane }, 0);
    statusGauges(register, status);
  }

  jobChanged(record: JobRecord, lane: Lane): void {
    const { kind, state, error } = record;
    const { waited, ran } = this.#times.changed(record);
    if (state === 'running' && waited !== undefined) this.#waited.observe({ kind, lane }, waited);
    if (!isFinished(state)) return;
    this.#ended.inc({ kind, lane, outcome: state });
    if (error) this.#failures.inc({ code: error.code });
    if (ran !== undefined) this.#ran.observe({ kind, lane }, ran);
  }

  runnerEnded(lane: Lane): void {
    this.#restarts.inc({ lane });
  }
}

function statusGauges(register: Registry, status: () => QueueStatus | undefined): void {
  const gauge = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    set: (gauge: Gauge<Label>, status: QueueStatus) => void,
  ) =>
    new Gauge<Label>({
      name: `hypertangent_${name}`,
      help,
      labelNames,
      registers: [register],
      collect() {
        this.reset();
        const now = status();
        if (now) set(this, now);
      },
    });
  gauge('jobs_waiting', 'Jobs that wait', ['lane'], (g, { waitingIn }) => {
    for (const lane of LANES) g.set({ lane }, waitingIn[lane]);
  });
  gauge('runners', 'Runner processes, by what they do', ['lane', 'state'], (g, { runners }) => {
    for (const lane of LANES)
      for (const state of RUNNER_STATES)
        g.set({ lane, state }, runners.filter((runner) => runner.lane === lane && runner.state === state).length);
  });
  gauge('runner_memory_bytes', 'Resident memory of the runners of a lane, where the system tells', ['lane'], (g, { runners }) => {
    for (const lane of LANES) {
      const own = runners.filter((runner) => runner.lane === lane && runner.worker === undefined);
      const sizes = own.map(({ pid }) => residentBytes(pid));
      if (sizes.every((size) => size !== undefined))
        g.set(
          { lane },
          sizes.reduce((sum, size) => sum + size, 0),
        );
    }
  });
  gauge('job_memory_bytes', 'Memory that running jobs are estimated to take', [], (g, { memory }) => g.set(memory.takenBytes));
  gauge('job_memory_limit_bytes', 'Memory that running jobs may take together', [], (g, { memory }) => g.set(memory.limitBytes));
  gauge('engine_info', 'The linear algebra in use', ['engine'], (g, { runners }) => {
    const engine = runners.find((runner) => runner.engine !== undefined)?.engine;
    if (engine !== undefined) g.set({ engine }, 1);
  });
}

/** Linux has it in /proc; a file there is read without touching a disk. */
function residentBytes(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /VmRSS:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}
