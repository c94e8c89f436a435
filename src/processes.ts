import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createLogger } from './operations/log.ts';
import { VERSION } from './provenance.ts';
import { startService } from './service.ts';
import { startWorker } from './worker.ts';

/** Listens; until it is told to stop. */
export function serve(config: Readonly<Config>): Promise<void> {
  return runUntilStopped(config, async (logger) => {
    const service = await startService(config, logger);
    console.log(`Hypertangent ${VERSION} listens on ${service.address}`);
    return service;
  });
}

/** Does jobs; until it is told to stop. */
export function work(config: Readonly<Config>): Promise<void> {
  return runUntilStopped(config, async (logger) => {
    const worker = await startWorker(config, logger);
    console.log(`Hypertangent ${VERSION} works as ${worker.name}`);
    return worker;
  });
}

/** Starts what is to run, and stops it when it is told to. */
async function runUntilStopped(
  { logLevel }: Readonly<Config>,
  start: (logger: Logger) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  const logger = createLogger(logLevel);
  const started = await start(logger).catch((error: unknown) => {
    logger.fatal(error, 'cannot start');
    // What was opened before keeps the process alive.
    process.exit(1);
  });
  let stopping = false;
  const stop = async (signal: string) => {
    // A second signal means that someone does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    await started.stop();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}
