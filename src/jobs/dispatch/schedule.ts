import type { Cost, Lane } from '../job.ts';

/** A job that waits, as far as its turn is concerned. */
export interface WaitingJob {
  lane: Lane;
  cost: Cost;
}

/** A job that runs. */
export interface RunningJob extends WaitingJob {
  /** Milliseconds, of a clock that nobody sets. */
  startedAt: number;
}

/** What there is to run jobs with, and what runs. */
export interface Machine {
  /** Whether a runner of the lane has nothing to do. */
  isIdle(lane: Lane): boolean;
  /** That all running jobs may take together. */
  memoryBytes: number;
  running: readonly RunningJob[];
  /** Milliseconds, of the same clock. */
  now: number;
}

/** A job that takes longer than was estimated is expected to go on for this share of the time it has run. */
const OVERRUN_SHARE = 0.25;
const MOST_SECONDS = 3600;

/**
 * The index of the job that is to start now, or -1: the first that has a runner and fits into the memory that running
 * jobs leave.
 *
 * The first that has a runner but not the memory is passed by jobs that do not delay it, and by no others, so that it
 * does not starve: by those that are expected to end before running jobs have freed enough for it, and by those of the
 * other lane for which there is room beside it even then. (EASY backfilling: Lifka, *The ANL/IBM SP scheduling system*,
 * 1995.)
 *
 * @param waiting in the order in which they came
 */
export function nextToStart(waiting: readonly WaitingJob[], machine: Machine): number {
  const { memoryBytes, running } = machine;
  const free = memoryBytes - running.reduce((sum, job) => sum + needOf(job, memoryBytes), 0);
  let held: (WaitingJob & { seconds: number; spareBytes: number }) | undefined;
  for (const [index, job] of waiting.entries()) {
    if (!machine.isIdle(job.lane)) continue;
    const need = needOf(job, memoryBytes);
    if (need > free) held ??= { ...job, ...turnOf(need, free, machine) };
    else if (held === undefined) return index;
    else if (job.cost.seconds <= held.seconds) return index;
    else if (job.lane !== held.lane && need <= held.spareBytes) return index;
  }
  return -1;
}

/** Whole seconds until a waiting job is expected to start, and so to leave its place in the queue to another: at least 1. */
export function secondsUntilRoom(waiting: readonly WaitingJob[], running: readonly RunningJob[], now: number): number {
  const lanes = new Set(waiting.map(({ lane }) => lane));
  const ends = running.filter(({ lane }) => lanes.has(lane)).map((job) => secondsLeft(job, now));
  return ends.length === 0 ? 1 : Math.min(MOST_SECONDS, Math.max(1, Math.ceil(Math.min(...ends))));
}

/** One that is estimated to need more than all there is, as when the setting was lowered, runs alone. */
function needOf({ cost }: WaitingJob, memoryBytes: number): number {
  return Math.min(cost.memoryBytes, memoryBytes);
}

/** When a job that needs this much is expected to have it, and what is free beside it then. */
function turnOf(need: number, free: number, { running, memoryBytes, now }: Machine): { seconds: number; spareBytes: number } {
  const ends = running.map((job) => ({ seconds: secondsLeft(job, now), bytes: needOf(job, memoryBytes) }));
  let available = free;
  for (const { seconds, bytes } of ends.sort((a, b) => a.seconds - b.seconds)) {
    available += bytes;
    if (available >= need) return { seconds, spareBytes: available - need };
  }
  return { seconds: 0, spareBytes: 0 };
}

function secondsLeft({ cost, startedAt }: RunningJob, now: number): number {
  const elapsed = (now - startedAt) / 1000;
  return Math.max(cost.seconds - elapsed, OVERRUN_SHARE * elapsed);
}
