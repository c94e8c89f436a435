#!/usr/bin/env node
/** Process entry: commands; settings, listening, graceful end. */
import { requireProtection } from './access/protection.ts';
import { type Config, configHelp, parseConfig } from './config.ts';
import { isHypertangentError } from './errors.ts';
import { createLogger } from './operations/log.ts';
import { VERSION } from './provenance.ts';
import { startService } from './service.ts';

const [argument, ...rest] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') {
  console.log(configHelp());
} else if (argument === '--version') {
  console.log(VERSION);
} else if (argument === 'verify') {
  // What a service does not need, it need not load.
  const { verifyCommand } = await import('./commands/verify/verify.ts');
  process.exitCode = await verifyCommand(rest, {
    environment: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
} else if (argument === 'key') {
  const { keyCommand } = await import('./commands/key.ts');
  process.exitCode = keyCommand(rest, { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
} else if (argument !== undefined) {
  console.error(`unknown argument ${[argument, ...rest].join(' ')}\n\n${configHelp()}`);
  process.exitCode = 2;
} else {
  await serve();
}

async function serve(): Promise<void> {
  const config = settings();
  if (config === undefined) return;
  const logger = createLogger(config.logLevel);
  const service = await startService(config, logger).catch((error: unknown) => {
    logger.fatal(error, 'cannot start');
    process.exitCode = 1;
  });
  if (service === undefined) return;
  console.log(`Hypertangent ${VERSION} listens on ${service.address}`);
  let stopping = false;
  const stop = async (signal: string) => {
    // A second signal means that someone does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    await service.stop();
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}

function settings(): Readonly<Config> | undefined {
  try {
    const config = parseConfig(process.env);
    requireProtection(config);
    return config;
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
    return undefined;
  }
}
