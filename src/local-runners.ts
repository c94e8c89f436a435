import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { TensorChoice } from './empirical/backends/tensor-choice.ts';
import { LocalDispatcher } from './jobs/dispatch/local-dispatcher.ts';
import type { QueueObserver } from './jobs/queue-observer.ts';

/** The runners of this machine, as the settings want them. */
export function localRunners(
  config: Readonly<Config>,
  tensors: TensorChoice,
  logger: Logger,
  observers: readonly QueueObserver[],
): LocalDispatcher {
  const { linalg, threads, checkpointMs, memoryBytes, quickRunners: quick, heavyRunners: heavy } = config;
  return new LocalDispatcher({
    dataDir: resolve(config.dataDir),
    linalg,
    threads,
    chooseTensors: (asked) => tensors.resolve(asked),
    checkpointMs,
    onEngine: (engine, reason) => logger.info({ engine, reason }, 'engine chosen'),
    runners: { quick, heavy },
    memoryBytes,
    observers,
  });
}
