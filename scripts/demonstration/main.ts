/** The demonstration: starts the service, has it complete images through its HTTP API, and keeps it running. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '../../src/client/index.ts';
import { ServiceProcess } from '../lib/service.ts';
import { demonstrate } from './demonstration.ts';
import { HELP, type Options, parseOptions } from './options.ts';

/** As a shell reports a program that Ctrl-C ended before it was done. */
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (!options.help) return await run(options);
    console.log(HELP);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function run(options: Options): Promise<number> {
  await mkdir(options.output, { recursive: true });
  const service = new ServiceProcess(join(options.output, 'service.log'));
  const interruption = interruptions(() => service.kill());
  try {
    const address = await service.address();
    console.log(`The service listens on ${address} and logs to ${service.logPath}\n`);
    await demonstrate(new Client({ url: address, signal: interruption }), options).catch((error: Error) => {
      if (interruption.aborted) throw error;
      throw new Error(`\n${error.message}\n\n${service.logTail()}`);
    });
    if (!options.once) {
      console.log(`\nThe service goes on until Ctrl-C: ${address} in a browser shows it, ${address}/docs describes it.`);
      await Promise.race([aborted(interruption), service.ended]);
      if (!interruption.aborted) throw new Error(`\nthe service ended by itself\n\n${service.logTail()}`);
      console.log('\nStopping');
    }
    return 0;
  } catch (error) {
    if (!interruption.aborted) throw error;
    return INTERRUPTED;
  } finally {
    await service.stop();
  }
}

/** Aborted by the first Ctrl-C (or its like); whoever presses it again does not want to wait. */
function interruptions(onImpatience: () => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) onImpatience();
      controller.abort();
    });
  }
  return controller.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
