import { Worker } from 'node:worker_threads';

/** How often the parent is looked for. */
const INTERVAL_MS = 500;

/** Plain JavaScript, so that it runs from source and from the build alike. */
const WATCH = `
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGKILL'), ${INTERVAL_MS});
`;

/**
 * Ends this process when its parent has ended, also in the middle of a computation that hears of nothing.
 *
 * A thread of its own looks, so nothing that the others do keeps it from that.
 */
export function endWithParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [] }).unref();
}
