import type { QueueStatus } from '../jobs/queue.ts';
import type { DiskState } from './disk.ts';

/** Why no work should be sent here now; empty when it may be. */
export function unreadiness(queue: QueueStatus, maxWaiting: number, disk: DiskState): string[] {
  return [
    ...(queue.closing ? ['the service is stopping'] : []),
    ...(queue.problem === undefined ? [] : [queue.problem]),
    ...(queue.runners.some(({ state }) => state !== 'starting') ? [] : ['no runner is up']),
    ...(queue.waiting < maxWaiting ? [] : ['too many jobs are waiting']),
    ...(disk.problem === undefined ? [] : [disk.problem]),
  ];
}
