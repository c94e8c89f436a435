import { parseArgs } from 'node:util';
import { count } from '../../scripts/lib/options.ts';
import type { ChaosOptions } from './campaign.ts';

export const HELP = `Usage: scripts/chaos [--kills N] [--seconds-limit S] [--seed K] [--workers N] [--queue redis://127.0.0.1:PORT]

Starts a service of its own; eight clients upload arrays, fit regressions, predict, and have kernels computed, waiting or as jobs,
while parts of the service are killed with SIGKILL, at random and right when a request was sent or a file is written, and started
again at once. Whatever the service has acknowledged has to be there, whole and right, in the course of it and in the end: arrays to
the byte, models and their predictions, jobs and their results; what was deleted has to be gone. Nothing may be stuck, and no file or
process be left over.

  --kills N          how many (default 200)
  --seconds-limit S  no more kills after this time (1800)
  --seed K           of what is killed when, and of what clients choose (from the clock)
  --workers N        jobs are run by so many workers, which take them from Redis; both are killed, too (0: by the server)
  --queue URL        where that Redis is to be, on this machine (any free port); it is started here and needs redis-server

Needs Linux, whose /proc it reads. Ends with 0 when all promises were kept, 1 when not, 2 when it cannot start.`;

type Options = Pick<ChaosOptions, 'kills' | 'seconds' | 'seed' | 'patienceMs' | 'workers' | 'redisPort'>;

/** Longer than many kills in a row take. */
const PATIENCE_MS = 180_000;
const MOST_SEED = 2 ** 31 - 1;
const WORKERS_WITH_QUEUE = '2';

/** @throws Error that says which option is wrong */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      'seconds-limit': { type: 'string', default: '1800' },
      seed: { type: 'string', default: String(1 + (Date.now() % MOST_SEED)) },
      workers: { type: 'string' },
      queue: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { queue, workers = queue === undefined ? '0' : WORKERS_WITH_QUEUE } = values;
  return {
    kills: count('--kills', values.kills, 100_000),
    seconds: count('--seconds-limit', values['seconds-limit'], 86_400),
    seed: count('--seed', values.seed, MOST_SEED),
    patienceMs: PATIENCE_MS,
    workers: workers === '0' ? 0 : count('--workers', workers, 64),
    ...(queue !== undefined && { redisPort: portOf(queue) }),
  };
}

function portOf(queue: string): number {
  const port = /^redis:\/\/(?:127\.0\.0\.1|localhost):(\d+)$/.exec(queue)?.[1];
  if (port === undefined) throw new Error(`--queue must be redis://127.0.0.1:PORT, got ${JSON.stringify(queue)}`);
  return count('--queue', port, 65_535);
}
