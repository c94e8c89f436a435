import type { Logger } from 'pino';
import { requireProtection } from './access/protection.ts';
import { type Config, parseConfig } from './config.ts';
import { isHypertangentError } from './errors.ts';
import { createLogger } from './operations/log.ts';
import { VERSION } from './provenance.ts';
import { startService } from './service.ts';
import { requireQueue, startWorker, workerHealth } from './worker.ts';

/** Listens until it is told to stop. */
export async function serve(): Promise<void> {
  const config = settings(requireProtection);
  if (config === undefined) return;
  await runUntilStopped(config, async (logger) => {
    const service = await startService(config, logger);
    console.log(`Hypertangent ${VERSION} listens on ${service.address}`);
    return service;
  });
}

/** Does jobs until it is told to stop. */
export async function work(): Promise<void> {
  const config = settings(requireQueue);
  if (config === undefined) return;
  await runUntilStopped(config, async (logger) => {
    const worker = await startWorker(config, logger);
    console.log(`Hypertangent ${VERSION} works as ${worker.name}`);
    return worker;
  });
}

/** For whoever watches a container: exit code 0 while its worker is up. */
export async function tellHealth(): Promise<void> {
  const config = settings(requireQueue);
  if (config === undefined) return;
  const { message, up } = await workerHealth(config);
  console.log(message);
  process.exitCode = up ? 0 : 1;
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

/** The settings, if they are right for what is to be started. */
function settings(check: (config: Readonly<Config>) => void): Readonly<Config> | undefined {
  try {
    const config = parseConfig(process.env);
    check(config);
    return config;
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
    return undefined;
  }
}
