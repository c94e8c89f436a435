import { Coordinator } from '../../src/jobs/coordinator.ts';
import { RedisDispatcher } from '../../src/jobs/dispatch/redis/redis-dispatcher.ts';
import { RedisWorker } from '../../src/jobs/dispatch/redis/redis-worker.ts';
import type { Lane } from '../../src/jobs/job.ts';
import { testRedis } from '../support/redis.ts';
import { testRunners } from '../support/runners.ts';
import { queueConformance } from './queue-conformance.ts';

const redis = await testRedis();

if (redis)
  queueConformance('workers on Redis', async (settings) => {
    const { url } = redis;
    const { dataDir } = settings;
    const work = async (runners: Record<Lane, number>) => {
      const dispatcher = testRunners(dataDir, runners);
      return RedisWorker.open({ url, dataDir, runners }, dispatcher);
    };
    const workers = [await work({ quick: 1, heavy: 1 }), await work({ quick: 0, heavy: 1 })];
    const memoryBytes = Number.MAX_SAFE_INTEGER;
    const queue = await Coordinator.open(settings, await RedisDispatcher.open({ url, dataDir, memoryBytes }));
    return {
      queue,
      statusMs: 2500,
      stop: async () => {
        await queue.close(0);
        await Promise.all(workers.map((worker) => worker.close(0)));
      },
    };
  });
