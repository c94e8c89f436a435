import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HERE, LinkedMachines } from '../support/linked-machines.ts';
import { jobInState, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MLP } from '../support/requests.ts';
import { eventually, TestService } from '../support/service.ts';

/** A lock of ten seconds, a look at it every four, and what a busy machine adds. */
const NOTICED_S = 120;
/** Longer than anyone waits for an answer of Redis. */
const SILENT_MS = 25_000;
const PORT = 6379;
/** Of each machine. */
const RUNNERS = 2;
const WORKERS = ['one', 'two'];

const machines = await LinkedMachines.make(
  ['redis', ...WORKERS],
  [[HERE, 'redis'], ...WORKERS.map((worker) => [worker, 'redis'] as const)],
);

if (machines)
  describe('machines whose links are cut', { concurrency: false }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hypertangent-redis-'));
    const place = { command: machines.in('redis'), address: machines.address(HERE, 'redis') };
    const redis = await RedisServer.start(folder, PORT, place);
    // Of few seconds, so that a job has parts.
    const service = await TestService.start({ ...UNLIMITED, queueUrl: redis.url, partSeconds: 2 });
    const alone = await TestService.start({ ...UNLIMITED, threads: 1, partSeconds: 2 });
    for (const each of [service, alone]) await uploadPoints(each);
    const children: ChildProcess[] = [];
    after(async () => {
      for (const child of children) child.kill('SIGKILL');
      await redis.down();
      await rm(folder, { recursive: true, force: true });
      await machines.remove();
    });

    const work = (machine: string): number => {
      const env = {
        ...process.env,
        HYPERTANGENT_QUEUE: `redis://${machines.address(machine, 'redis')}:${PORT}`,
        HYPERTANGENT_DATA_DIR: service.dataDir,
        HYPERTANGENT_MEMORY_BYTES: String(UNLIMITED.memoryBytes),
        HYPERTANGENT_LOG_LEVEL: 'error',
        HYPERTANGENT_THREADS: '1',
      };
      const [program, ...args] = [...machines.in(machine), process.execPath, '--import', 'tsx', 'src/main.ts', 'worker'];
      const child = spawn(program!, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      children.push(child);
      return child.pid!;
    };
    const pids = new Map(WORKERS.map((machine) => [machine, work(machine)]));
    const machineOf = ({ worker }: { worker: string }) =>
      WORKERS.find((machine) => pids.get(machine) === Number(worker.split(':')[1]))!;
    const runners = async (): Promise<{ state: string; worker: string }[]> => (await service.get('/v1/system')).json.runners;
    /** Waits until so many machines are there, and do nothing. */
    const idle = (count: number) =>
      eventually(async () => {
        const all = await runners();
        return all.length === RUNNERS * count && all.every(({ state }) => state === 'idle');
      }, NOTICED_S);

    const body = {
      architecture: { ...MLP, depth: 400, activation: { name: 'erf' } },
      points: { x: { array_id: 'points', rows: [0, 2000] } },
      outputs: ['nngp'],
    };
    const kernel = async (one: TestService, id: string): Promise<number[][]> => {
      const job = await eventually(async () => {
        const { json } = await one.get(`/v1/jobs/${id}`);
        return ['succeeded', 'failed', 'cancelled'].includes(json.state) && json;
      }, NOTICED_S);
      assert.equal(job.state, 'succeeded', JSON.stringify(job));
      return (await one.get(`/v1/jobs/${id}/result`)).json.kernels.nngp;
    };
    const attempts = async (id: string): Promise<number> => {
      const jobs: { id: string; parent?: string; attempts: number }[] = (await service.get('/v1/jobs')).json.jobs;
      return Math.max(...jobs.filter((job) => job.id === id || job.parent === id).map((job) => job.attempts));
    };
    const right = await kernel(alone, await startJob(alone, body));

    test('what a machine does that is cut off is done by another, to the same bits; it comes back when it can', async () => {
      await idle(2);
      for (let begun = 1; begun < 2; ) {
        const id = await startJob(service, body);
        const busy = machineOf(await eventually(async () => (await runners()).find(({ state }) => state === 'busy'), NOTICED_S));
        await machines.cut(busy, 'redis');
        assert.deepEqual(await kernel(service, id), right);
        begun = await attempts(id);
        await eventually(async () => (await runners()).length === RUNNERS, NOTICED_S);
        await machines.heal(busy, 'redis');
        await idle(2);
      }
      assert.deepEqual(await kernel(service, await startJob(service, body)), right);
    });

    test('a service that is cut off says so, takes what comes, and has the same results once the link is back', async () => {
      const running = await startJob(service, body);
      await jobInState(service, running, 'running');
      await machines.cut(HERE, 'redis');
      await eventually(async () => (await service.get('/health/ready')).json.reasons?.includes('Redis cannot be reached'));
      const meanwhile = await startJob(service, body);
      await sleep(SILENT_MS);
      await machines.heal(HERE, 'redis');
      for (const id of [running, meanwhile]) assert.deepEqual(await kernel(service, id), right);
      assert.equal((await service.get('/health/ready')).status, 200);
    });
  });
