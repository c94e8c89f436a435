import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HERE, LinkedMachines } from '../support/linked-machines.ts';
import { jobInState, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { RedisServer } from '../support/redis-server.ts';
import { MLP } from '../support/requests.ts';
import { becomesReady, eventually, TestService } from '../support/service.ts';
import {
  busyWorker,
  idleWorkers,
  mostAttempts,
  NOTICED_S,
  RUNNERS,
  runnersOf,
  spawnWorker,
  succeeded,
} from '../support/workers.ts';

/** Of a machine that is cut off while it works. */
const MOST_TRIES = 5;
/** Longer than anyone waits for an answer of Redis. */
const SILENT_MS = 25_000;
const PORT = 6379;
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
      const queue = `redis://${machines.address(machine, 'redis')}:${PORT}`;
      const child = spawnWorker(service, queue, machines.in(machine));
      children.push(child);
      return child.pid!;
    };
    const pids = new Map(WORKERS.map((machine) => [machine, work(machine)]));
    const machineOf = (worker: number) => WORKERS.find((machine) => pids.get(machine) === worker)!;

    const body = {
      architecture: { ...MLP, depth: 1000, activation: { name: 'erf' } },
      points: { x: { array_id: 'points', rows: [0, 2000] } },
      outputs: ['nngp'],
    };
    const kernel = async (one: TestService, id: string): Promise<number[][]> => {
      await succeeded(one, id);
      return (await one.get(`/v1/jobs/${id}/result`)).json.kernels.nngp;
    };
    const right = await kernel(alone, await startJob(alone, body));

    test('what a machine does that is cut off is done by another, to the same bits; it comes back when it can', async () => {
      await idleWorkers(service, 2);
      // Between two parts a machine has nothing that another would have to do again.
      for (let [tries, begun] = [0, 1]; begun < 2; tries++) {
        assert.ok(tries < MOST_TRIES, 'nothing of a machine that was cut off was done again');
        const id = await startJob(service, body);
        const busy = machineOf(await busyWorker(service));
        await machines.cut(busy, 'redis');
        assert.deepEqual(await kernel(service, id), right);
        begun = await mostAttempts(service, id);
        await eventually(async () => (await runnersOf(service)).length === RUNNERS, NOTICED_S);
        await machines.heal(busy, 'redis');
        await idleWorkers(service, 2);
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
      await becomesReady(service);
    });
  });
