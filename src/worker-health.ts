import type { Config } from './config.ts';
import { HypertangentError, isHypertangentError } from './errors.ts';
import { workerIsUp } from './jobs/dispatch/redis/worker-health.ts';

/** @throws HypertangentError `invalid_value` where the settings name no queue */
export function requireQueue({ queueUrl }: Readonly<Config>): void {
  if (queueUrl !== undefined) return;
  const message = 'a worker needs HYPERTANGENT_QUEUE=redis://host:port, and the data directory of the service';
  throw new HypertangentError('invalid_value', message, { path: 'HYPERTANGENT_QUEUE', expected: 'a Redis URL', received: null });
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
