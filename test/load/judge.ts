import type { Measured } from './measure.ts';
import type { Memory } from './memory.ts';

const MIB = 2 ** 20;

/**
 * What the server, and its runners together, may take more after the load than before: as much as Triton's memory test allows.
 *
 * Measured: between one load of 1000 connections and the next up to 25 MiB more or less, as the garbage collector likes; after
 * the first seconds of such a load up to 60 MiB more.
 */
export const MOST_GROWTH_BYTES = 100e6;

/** What either may take more at any time of the load: connections and requests under way are a part of it. */
const MOST_RISE_BYTES = 256 * MIB;

/** Beside a heavy job, 99 in 100 are answered faster, milliseconds. */
export const LATENCY_GOALS = { ready: 50, kernel: 100 };

/** What is wrong with a service under load, for people; nothing: it is as it should be. */
export function faultsOf({ load, start, peak, end, runnersLost, log }: Measured): string[] {
  return [
    ...(load.wrong > 0 ? [`${load.wrong} requests were not answered as they should be: ${load.examples.join('; ')}`] : []),
    ...growthsOf(start, end),
    ...exceeding(start, peak, MOST_RISE_BYTES).map((what) => `while there was load, ${what} more than before`),
    ...(runnersLost > 0 ? [`${runnersLost} runners ended`] : []),
    ...(log === '' ? [] : [`the log has errors: ${log.slice(0, 1000)}`]),
  ];
}

/** What did not give back the memory that it took. */
export function growthsOf(start: Memory, end: Memory): string[] {
  return exceeding(start, end, MOST_GROWTH_BYTES).map((what) => `after the load, ${what} more than before`);
}

/** What was slower beside a heavy job than it should be: the machine's fault, perhaps. */
export function slownessOf({ beside }: Measured): string[] {
  if (beside === undefined) return [];
  const slow = (['ready', 'kernel'] as const).filter((what) => beside[what].p99 >= LATENCY_GOALS[what]);
  return slow.map((what) => {
    const name = what === 'ready' ? 'GET /health/ready' : 'a 10 × 10 kernel';
    return `beside a heavy job, p99 of ${name} is ${beside[what].p99.toFixed(0)} ms, not below ${LATENCY_GOALS[what]}`;
  });
}

function exceeding(before: Memory, now: Memory, limit: number): string[] {
  return (['server', 'runners'] as const)
    .filter((who) => now[who] - before[who] > limit)
    .map((who) => `the ${who} took ${((now[who] - before[who]) / MIB).toFixed(0)} MiB`);
}
