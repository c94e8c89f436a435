import type { Lane } from '../job.ts';

/** Jobs expected to take longer than this go to the heavy lane. */
const QUICK_SECONDS = 0.25;

export function laneOf(seconds: number): Lane {
  return seconds <= QUICK_SECONDS ? 'quick' : 'heavy';
}
