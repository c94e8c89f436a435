import { hostname } from 'node:os';
import { connectNow } from './connection.ts';
import { WORKERS_KEY, type WorkerStatus, workerKey } from './messages.ts';

/**
 * Whether a worker of this host, or of this container, has lately said that it has runners which are up.
 *
 * @throws HypertangentError `backend_unavailable` if Redis does not answer
 */
export async function workerIsUp(url: string): Promise<boolean> {
  const redis = await connectNow(url);
  try {
    const here = (await redis.smembers(WORKERS_KEY)).filter((name) => name.startsWith(`${hostname()}:`));
    if (here.length === 0) return false;
    const statuses = await redis.mget(here.map(workerKey));
    return statuses.some((text) => text !== null && isUp(JSON.parse(text) as WorkerStatus));
  } finally {
    redis.disconnect();
  }
}

function isUp({ runners }: WorkerStatus): boolean {
  return runners.some(({ state }) => state !== 'starting');
}
