import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { TensorChoice } from './empirical/backends/tensor-choice.ts';
import { HypertangentError, isHypertangentError } from './errors.ts';
import { RedisWorker } from './jobs/dispatch/redis/redis-worker.ts';
import { workerIsUp } from './jobs/dispatch/redis/worker-health.ts';
import { localRunners } from './local-runners.ts';
import { QueueLog } from './operations/log.ts';

/** A worker that takes jobs. */
export interface RunningWorker {
  /** Host and process. */
  name: string;
  /** Takes no more jobs, lets running ones end within the drain time, and stops. */
  stop(): Promise<void>;
}

/** @throws HypertangentError `invalid_value` where the settings name no queue */
export function requireQueue({ queueUrl }: Readonly<Config>): void {
  if (queueUrl !== undefined) return;
  const message = 'a worker needs HYPERTANGENT_QUEUE=redis://host:port, and the data directory of the service';
  throw new HypertangentError('invalid_value', message, { path: 'HYPERTANGENT_QUEUE', expected: 'a Redis URL', received: null });
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
  const onJob = ({ state, ...facts }: { state: string }) => logger.info(facts, `job ${state}`);
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

/** Whether a worker of this host, or container, does jobs of the queue. */
export async function workerHealth({ queueUrl }: Readonly<Config>): Promise<{ up: boolean; message: string }> {
  try {
    const up = await workerIsUp(queueUrl!);
    return { up, message: up ? 'the worker is up' : 'no worker of this host is up' };
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    return { up: false, message: error.message };
  }
}
