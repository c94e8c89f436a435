import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { KeyRing } from './access/keyring.ts';
import { isProtected, requireProtection } from './access/protection.ts';
import type { Config } from './config.ts';
import { TensorChoice } from './empirical/backends/tensor-choice.ts';
import { createServer } from './http/server.ts';
import { LocalQueue } from './jobs/local-queue.ts';
import { Disk } from './operations/disk.ts';
import { QueueLog } from './operations/log.ts';
import { Metrics } from './operations/metrics.ts';
import { ArrayStore } from './store/array-store.ts';
import { CheckpointStore } from './store/checkpoint-store.ts';
import type { DamageListener } from './store/damage.ts';
import { RegressionStore } from './store/regression-store.ts';

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
  await arrays.sweep();
  await regressions.sweep();
  await new CheckpointStore(dataDir).sweep();
  const disk = new Disk(dataDir, config.minFreeBytes);
  let opened: LocalQueue | undefined;
  const metrics = new Metrics({ disk, queue: () => opened?.status(), tensors: () => tensors.known() });
  const queue = await LocalQueue.open({
    dataDir,
    linalg: config.linalg,
    threads: config.threads,
    chooseTensors: (asked) => tensors.resolve(asked),
    checkpointMs: config.checkpointMs,
    onEngine: (engine, reason) => logger.info({ engine, reason }, 'engine chosen'),
    runners: { quick: config.quickRunners, heavy: config.heavyRunners },
    maxWaiting: config.maxWaitingJobs,
    memoryBytes: config.memoryBytes,
    observers: [metrics.queue, new QueueLog(logger)],
    onDamaged,
  });
  opened = queue;
  const app = createServer({ config, queue, tensors, arrays, regressions, disk, metrics }, logger, keys);
  try {
    const address = await app.listen({ host: config.host, port: config.port });
    logger.info({ dataDir }, 'ready for requests');
    return {
      app,
      address,
      stop: async () => {
        const deadline = Date.now() + config.drainMs;
        const closed = app.close();
        tensors.close();
        await queue.close(config.drainMs);
        // Connections that carried a request when the server began to close are kept alive after its answer.
        const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
        const timer = setTimeout(() => app.server.closeAllConnections(), Math.max(LAST_ANSWERS_MS, deadline - Date.now()));
        await closed;
        clearInterval(idle);
        clearTimeout(timer);
      },
    };
  } catch (error) {
    tensors.close();
    await queue.close(0);
    throw error;
  }
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
