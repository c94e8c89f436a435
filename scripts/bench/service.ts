import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess } from '../lib/service.ts';
import type { EngineName } from './engines.ts';

/** Runs `work` against the built service on one of our engines, on a free port and with data of its own. */
export async function withService<Result>(
  folder: string,
  engine: EngineName,
  work: (address: string, pid: number) => Promise<Result>,
): Promise<Result> {
  const home = join(folder, `service-${engine}`);
  await mkdir(home, { recursive: true });
  // The service takes its settings from our environment.
  Object.assign(process.env, {
    HOST: '127.0.0.1',
    PORT: '0',
    HYPERTANGENT_DATA_DIR: join(home, 'data'),
    HYPERTANGENT_LINALG: engine,
    HYPERTANGENT_LOG_LEVEL: 'error',
  });
  const service = new ServiceProcess(join(home, 'log'));
  try {
    return await work(await service.address(), service.pid!);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${service.logTail()}`, { cause: error });
  } finally {
    await service.stop();
  }
}
