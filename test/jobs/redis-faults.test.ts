import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { jobInState, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { testRedis } from '../support/redis.ts';
import { MLP, numbers } from '../support/requests.ts';
import { becomesReady, eventually, TestService } from '../support/service.ts';
import { busyWorker, idleWorkers, mostAttempts, spawnWorker, succeeded } from '../support/workers.ts';

const redis = await testRedis();
/** Of a worker that is killed while it works. */
const MOST_TRIES = 5;

if (redis)
  describe('workers on Redis', { concurrency: false }, async () => {
    const service = await TestService.start({ ...UNLIMITED, queueUrl: redis.url });
    // Another number of threads gives other last bits.
    const alone = await TestService.start({ ...UNLIMITED, threads: 1 });
    for (const one of [service, alone]) await uploadPoints(one);
    const workers: ChildProcess[] = [];
    after(() => {
      for (const worker of workers) worker.kill('SIGKILL');
    });
    const work = () => void workers.push(spawnWorker(service, redis.url));
    const health = async (queue: string) => {
      const args = ['--import', 'tsx', 'src/main.ts', 'worker', '--health'];
      const child = spawn(process.execPath, args, { env: { ...process.env, HYPERTANGENT_QUEUE: queue } });
      const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return [code, said.trim()];
    };
    const body = (depth: number) => ({
      architecture: { ...MLP, depth, activation: { name: 'erf' } },
      points: { x: { array_id: 'points', rows: [0, 2000] } },
      outputs: ['nngp'],
    });
    const sums = async (one: TestService, id: string) => {
      const { kernels } = (await one.get(`/v1/jobs/${id}/result`)).json;
      return kernels.nngp.map((row: number[]) => row.reduce((sum, value) => sum + value, 0));
    };

    test('without one nothing runs, and the service is not ready', async () => {
      const { status, json } = await service.get('/health/ready');
      assert.deepEqual([status, json.reasons], [503, ['no runner is up']]);
      const id = await startJob(service, body(3));
      assert.equal((await service.get(`/v1/jobs/${id}`)).json.state, 'queued');
      work();
      await idleWorkers(service, 1);
      await becomesReady(service);
      await succeeded(service, id);
    });

    test('its command says whether one is up here', async () => {
      assert.deepEqual(await health(redis.url), [0, 'the worker is up']);
      const other = new URL('/1', redis.url).href;
      assert.deepEqual(await health(other), [1, 'no worker of this host is up']);
    });

    test('what two workers do in parts has the bits of what one process does', async () => {
      work();
      await idleWorkers(service, 2);
      const fit = {
        architecture: MLP,
        train: { x: numbers(600, 5), y: numbers(600, 1) },
        solver: { kind: 'subsets', count: 6, size: 100, seed: 3 },
      };
      const found = await Promise.all(
        [service, alone].map(async (one) => {
          const id = await startJob(one, fit, '/v1/regressions');
          await succeeded(one, id);
          const parts = (await one.get('/v1/jobs')).json.jobs.filter(({ parent }: { parent?: string }) => parent === id);
          const { json } = await one.get(`/v1/jobs/${id}/result`);
          const prediction = await one.post(`/v1/regressions/${json.id}/predictions`, { test: { x: numbers(9, 5, 1) } });
          return { mean: prediction.json.mean, spread: prediction.json.spread, parts: parts.length };
        }),
      );
      assert.equal(found[0]!.parts, 6);
      assert.deepEqual(found[0], found[1]);
    });

    test('a worker that is killed is noticed, and another does what it did', async () => {
      // Between two parts a worker has nothing that another would have to do again.
      let id = '';
      for (let [tries, attempts] = [0, 1]; attempts < 2; tries++) {
        assert.ok(tries < MOST_TRIES, 'nothing of a killed worker was done again');
        await idleWorkers(service, 2);
        id = await startJob(service, body(1000));
        process.kill(await busyWorker(service), 'SIGKILL');
        await succeeded(service, id);
        attempts = await mostAttempts(service, id);
        work();
      }
      const right = await startJob(alone, body(1000));
      await succeeded(alone, right);
      assert.deepEqual(await sums(service, id), await sums(alone, right));
      await idleWorkers(service, 2);
    });

    test('Redis may be gone: what waits and runs goes on when it is back, and what comes meanwhile is taken', async () => {
      const running = await startJob(service, body(400));
      await jobInState(service, running, 'running');
      await redis.down();
      await eventually(async () => (await service.get('/health/ready')).json.reasons?.includes('Redis cannot be reached'));
      const meanwhile = await startJob(service, body(5));
      assert.equal((await service.get(`/v1/jobs/${meanwhile}`)).json.state, 'queued');
      await redis.up();
      for (const id of [running, meanwhile]) await succeeded(service, id);
      await becomesReady(service);
    });

    test('Redis may forget everything', async () => {
      const ids = [await startJob(service, body(400)), await startJob(service, body(400)), await startJob(service, body(4))];
      await jobInState(service, ids[0]!, 'running');
      await redis.flush();
      for (const id of ids) await succeeded(service, id);
    });

    test('a job that is cancelled while Redis is gone is cancelled', async () => {
      const id = await startJob(service, { ...body(1000), points: { x: { array_id: 'points', rows: [0, 4000] } } });
      await jobInState(service, id, 'running');
      await redis.down();
      assert.equal((await service.delete(`/v1/jobs/${id}`)).json.state, 'cancelled');
      await redis.up();
      await idleWorkers(service, 2);
    });

    test('a worker that is told to stop lets its job end', async () => {
      const id = await startJob(service, body(1000));
      const busy = await busyWorker(service);
      const child = workers.find(({ pid }) => pid === busy)!;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      assert.equal(code, 0);
      await succeeded(service, id);
    });

    test('who has stopped leaves no connection', async () => {
      assert.ok((await redis.connections()) > 0);
      for (const worker of workers) worker.kill('SIGTERM');
      await service.stop();
      await eventually(async () => (await redis.connections()) === 0);
    });
  });
