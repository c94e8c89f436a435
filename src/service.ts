import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { KeyRing } from './access/keyring.ts';
import { isProtected, requireProtection } from './access/protection.ts';
import type { Config } from './config.ts';
import { TensorChoice } from './empirical/backends/tensor-choice.ts';
import { createServer } from './http/server.ts';
import { Coordinator } from './jobs/coordinator.ts';
import type { Dispatcher } from './jobs/dispatch/dispatcher.ts';
import { RedisDispatcher } from './jobs/dispatch/redis/redis-dispatcher.ts';
import type { QueueObserver } from './jobs/queue-observer.ts';
import { localRunners } from './local-runners.ts';
import { Disk } from './operations/disk.ts';
import { QueueLog, RetentionLog } from './operations/log.ts';
import { Metrics } from './operations/metrics.ts';
import { Traces } from './operations/traces.ts';
import { createSweeper } from './retention/create-sweeper.ts';
import { JobsInFlight } from './retention/jobs-in-flight.ts';
import { ArrayStore } from './store/array-store.ts';
import { CheckpointStore } from './store/checkpoint-store.ts';
import type { DamageListener } from './store/damage.ts';
import { InUse } from './store/in-use.ts';
import { RegressionStore } from './store/regression-store.ts';
import { Tombstones } from './store/tombstones.ts';
import { TrainingStore } from './store/training-store.ts';

/** A service that listens. */
export interface RunningService {
  app: FastifyInstance;
  /** Where it is reached, such as http://127.0.0.1:8080. */
  address: string;
  /** Takes no more requests, lets running ones end within the drain time, and stops everything. */
  stop(): Promise<void>;
}

/** Answers that are on their way when the service stops have at least this long. */
const LAST_ANSWERS_MS = 1000;
const IDLE_CHECK_MS = 50;
/** What is left in a directory that workers write to as well is removed when it is this old. */
const SHARED_SWEEP_MS = 3600 * 1000;

/** Opens the data directory, starts runners and listens. */
export async function startService(config: Readonly<Config>, logger: Logger): Promise<RunningService> {
  requireProtection(config);
  const keys = isProtected(config) ? await openKeys(config, logger) : undefined;
  if (keys === undefined && config.unprotected) logger.warn({ host: config.host }, 'there are no keys: everyone may call');
  const tensors = new TensorChoice(config.tensors, config.threads);
  // A backend that is named is there, or the service is not.
  if (config.tensors !== 'auto') await tensors.resolve('auto');
  // So is the library for linear algebra, which runners would fail to load again and again.
  if (config.linalg === 'tensorflow') await tensors.resolve('tensorflow');
  const dataDir = resolve(config.dataDir);
  await mkdir(dataDir, { recursive: true });
  const onDamaged = damageLog(logger);
  const arrays = new ArrayStore(dataDir, undefined, onDamaged);
  const regressions = new RegressionStore(dataDir, undefined, onDamaged);
  const trainings = new TrainingStore(dataDir, undefined, onDamaged);
  // Workers write here, too.
  const sweepOlderThanMs = config.queueUrl === undefined ? 0 : SHARED_SWEEP_MS;
  await arrays.sweep(sweepOlderThanMs);
  await new CheckpointStore(dataDir).sweep(sweepOlderThanMs);
  const tombstones = new Tombstones(dataDir);
  const inUse = new InUse();
  const disk = new Disk(dataDir, config.minFreeBytes);
  const traces = new Traces();
  let opened: Coordinator | undefined;
  const metrics = new Metrics({ disk, queue: () => opened?.status(), tensors: () => tensors.known() });
  const observers = [metrics.queue, new QueueLog(logger), traces, new JobsInFlight(inUse)];
  const dispatcher = await openDispatcher(config, tensors, logger, observers);
  const { maxWaitingJobs: maxWaiting, jobAttempts: mostAttempts, partSeconds } = config;
  const queue = await Coordinator.open(
    { dataDir, maxWaiting, mostAttempts, partSeconds, sweepOlderThanMs, observers, onDamaged },
    dispatcher,
  );
  opened = queue;
  const shared = { config, queue, tensors, arrays, regressions, trainings, tombstones, inUse, disk, metrics, traces };
  const app = createServer(shared, logger, keys);
  const sweepObservers = [metrics.retention, new RetentionLog(logger)];
  const sweeper = createSweeper({ dataDir, retention: config, arrays, tombstones, inUse, observers: sweepObservers });
  try {
    const address = await app.listen({ host: config.host, port: config.port });
    logger.info({ dataDir }, 'ready for requests');
    sweeper.start();
    return {
      app,
      address,
      stop: async () => {
        const deadline = performance.now() + config.drainMs;
        const closed = app.close();
        tensors.close();
        await Promise.all([queue.close(config.drainMs), sweeper.stop()]);
        // Connections that carried a request when the server began to close are kept alive after its answer.
        const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
        const timer = setTimeout(() => app.server.closeAllConnections(), Math.max(LAST_ANSWERS_MS, deadline - performance.now()));
        await closed;
        clearInterval(idle);
        clearTimeout(timer);
        await traces.flush();
      },
    };
  } catch (error) {
    tensors.close();
    await queue.close(0);
    throw error;
  }
}

/** Runners of this process, or what gives jobs to those of workers. */
async function openDispatcher(
  config: Readonly<Config>,
  tensors: TensorChoice,
  logger: Logger,
  observers: readonly QueueObserver[],
): Promise<Dispatcher> {
  const { queueUrl: url, memoryBytes } = config;
  if (url === undefined) return localRunners(config, tensors, logger, observers);
  const onEngine = (engine: string) => logger.info({ engine }, 'workers are there');
  return RedisDispatcher.open({ url, dataDir: resolve(config.dataDir), memoryBytes, onEngine });
}

/** Logs what lists leave out, each thing once: a list may be asked for every second. */
function damageLog(logger: Logger): DamageListener {
  const logged = new Set<string>();
  return ({ message, details: { what } }) => {
    if (!logged.has(what)) logger.error({ what }, `left out of a list: ${message}`);
    logged.add(what);
  };
}

function openKeys({ keys = [], keysFile: file }: Readonly<Config>, logger: Logger): Promise<KeyRing> {
  return KeyRing.open({
    keys,
    file,
    onChange(change) {
      if ('error' in change) logger.error(change.error, 'the file of keys is not taken; those that were read last go on');
      else logger.info({ keys: change.keys }, 'the file of keys was read again');
    },
  });
}
