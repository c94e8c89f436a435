import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { TensorChoice } from './empirical/backends/tensor-choice.ts';
import { type JobEvent, RedisWorker } from './jobs/dispatch/redis/redis-worker.ts';
import { localRunners } from './local-runners.ts';
import { QueueLog } from './operations/log.ts';
import { requireQueue } from './worker-health.ts';

/** A worker that takes jobs. */
export interface RunningWorker {
  /** Host and process. */
  name: string;
  /** Takes no more jobs, lets running ones end within the drain time, and stops. */
  stop(): Promise<void>;
}

/** Starts runners on this machine and does jobs of the queue with them. */
export async function startWorker(config: Readonly<Config>, logger: Logger): Promise<RunningWorker> {
  requireQueue(config);
  const { linalg, threads, queueUrl, drainMs, quickRunners: quick, heavyRunners: heavy } = config;
  const tensors = new TensorChoice(config.tensors, threads);
  if (config.tensors !== 'auto') await tensors.resolve('auto');
  if (linalg === 'tensorflow') await tensors.resolve('tensorflow');
  const dataDir = resolve(config.dataDir);
  await mkdir(dataDir, { recursive: true });
  const dispatcher = localRunners(config, tensors, logger, [new QueueLog(logger)]);
  const onJob = ({ state, ...facts }: JobEvent) => logger[facts.err === undefined ? 'info' : 'error'](facts, `job ${state}`);
  const worker = await RedisWorker.open({ url: queueUrl!, dataDir, runners: { quick, heavy }, onJob }, dispatcher);
  logger.info({ dataDir, worker: worker.name }, 'takes jobs');
  return {
    name: worker.name,
    stop: async () => {
      tensors.close();
      await worker.close(drainMs);
    },
  };
}
