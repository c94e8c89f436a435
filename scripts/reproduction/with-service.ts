import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '../../src/client/index.ts';
import { ServiceProcess } from '../lib/service.ts';
import type { Reproduction } from './reproduction.ts';

/** Starts the service on a free port, with its data and its log in the folder `output`, and ends it afterwards. */
export async function withService(output: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  await mkdir(output, { recursive: true });
  process.env.PORT ??= '0';
  process.env.HYPERTANGENT_DATA_DIR ??= join(output, 'data');
  const service = new ServiceProcess(join(output, 'service.log'));
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  try {
    await use(new Client({ url: await service.address(), signal: interruption.signal }));
  } finally {
    await service.stop();
  }
}

/** A reproduction that asks the service for all that it needs. @param parse throws an Error that says which option is wrong */
export function throughService<Options extends { output: string }>(
  help: string,
  parse: (args: readonly string[]) => Options,
  reproduce: (client: Client, options: Options) => Promise<unknown>,
): Reproduction {
  return {
    help,
    async run(args) {
      const options = parse(args);
      await withService(options.output, (client) => reproduce(client, options));
    },
  };
}
