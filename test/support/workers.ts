import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { UNLIMITED } from './long-jobs.ts';
import { eventually, type TestService } from './service.ts';

/** Lock of ten seconds, a look at it every four, and what a busy machine adds. */
export const NOTICED_S = 300;
/** Of each worker, in all lanes. */
export const RUNNERS = 2;

/** Starts `hypertangent worker` for a service, with one thread. @param command what runs a program on another machine */
export function spawnWorker({ dataDir }: TestService, queue: string, command: readonly string[] = []): ChildProcess {
  const env = {
    ...process.env,
    HYPERTANGENT_QUEUE: queue,
    HYPERTANGENT_DATA_DIR: dataDir,
    HYPERTANGENT_MEMORY_BYTES: String(UNLIMITED.memoryBytes),
    HYPERTANGENT_LOG_LEVEL: 'error',
    HYPERTANGENT_THREADS: '1',
  };
  const [program, ...args] = [...command, process.execPath, '--import', 'tsx', 'src/main.ts', 'worker'];
  return spawn(program!, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

export async function runnersOf(service: TestService): Promise<{ lane: string; state: string; worker: string }[]> {
  return (await service.get('/v1/system')).json.runners;
}

/** Waits for so many workers whose runners are up and do nothing. */
export async function idleWorkers(service: TestService, count: number): Promise<void> {
  await eventually(async () => {
    const all = await runnersOf(service);
    return all.length === RUNNERS * count && all.every(({ state }) => state === 'idle');
  }, NOTICED_S);
}

/** Waits for a runner that works; the process of its worker. */
export async function busyWorker(service: TestService): Promise<number> {
  const found = await eventually(async () => (await runnersOf(service)).find(({ state }) => state === 'busy'), NOTICED_S);
  return Number(found.worker.split(':')[1]);
}

/** Waits until a job has ended, which has to be well. */
export async function succeeded(service: TestService, id: string): Promise<void> {
  const job = await eventually(async () => {
    const { json } = await service.get(`/v1/jobs/${id}`);
    return ['succeeded', 'failed', 'cancelled'].includes(json.state) && json;
  }, NOTICED_S);
  assert.equal(job.state, 'succeeded', JSON.stringify(job));
}

/** How often a job, or one of its parts, was begun. */
export async function mostAttempts(service: TestService, id: string): Promise<number> {
  const jobs: { id: string; parent?: string; attempts: number }[] = (await service.get('/v1/jobs')).json.jobs;
  return Math.max(...jobs.filter((job) => job.id === id || job.parent === id).map(({ attempts }) => attempts));
}
