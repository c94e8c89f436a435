import { MOST_GROWTH_BYTES } from './judge.ts';
import type { Plan } from './measure.ts';

const LEAK_BYTES = 64 * 1024;

/** A short load on a server that leaks twice as much as would be too much: a search for leaks that misses it finds none. */
export function controlPlan(rest: Pick<Plan, 'entry' | 'folder' | 'report'>): Plan {
  return {
    connections: 50,
    warmUpSeconds: 1,
    seconds: 60,
    requests: Math.ceil((2 * MOST_GROWTH_BYTES) / LEAK_BYTES),
    restSeconds: 2,
    heavySeconds: 0,
    leakBytes: LEAK_BYTES,
    seed: 0,
    ...rest,
  };
}
