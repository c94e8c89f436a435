import { setTimeout as sleep } from 'node:timers/promises';
import { isFinished, type JobRecord } from '../../jobs/job.ts';
import type { JobHandle } from '../../jobs/queue.ts';
import { jobBody } from '../translate/job.ts';

/** A comment is sent when nothing happened for this long, so that nobody in between closes the connection. */
const HEARTBEAT_MS = 15_000;

/**
 * A job's changes as server-sent events: its state now, each change, and the last.
 *
 * A reader that is slower than the changes gets the newest state, not all of them.
 */
export async function* jobEvents(job: JobHandle, signal: AbortSignal): AsyncGenerator<string> {
  let changed: () => void = () => {};
  let sent: JobRecord | undefined;
  const unsubscribe = job.subscribe(() => changed());
  try {
    while (!signal.aborted) {
      const change = new Promise<void>((resolve) => {
        changed = resolve;
      });
      const record = job.snapshot();
      if (record !== sent) {
        sent = record;
        yield `event: job\ndata: ${JSON.stringify(jobBody(record))}\n\n`;
        if (isFinished(record.state)) return;
      }
      if (!(await within(change, HEARTBEAT_MS, signal))) yield ': still here\n\n';
    }
  } finally {
    unsubscribe();
  }
}

async function within(change: Promise<void>, ms: number, signal: AbortSignal): Promise<boolean> {
  const timer = new AbortController();
  const stop = () => timer.abort();
  signal.addEventListener('abort', stop);
  try {
    const timeout = sleep(ms, false, { signal: timer.signal }).catch(() => true);
    return await Promise.race([change.then(() => true), timeout]);
  } finally {
    stop();
    signal.removeEventListener('abort', stop);
  }
}
