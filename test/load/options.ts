import { parseArgs } from 'node:util';
import { count } from '../../scripts/lib/options.ts';
import { MOST_GROWTH_BYTES } from './judge.ts';
import type { Plan } from './measure.ts';

export const HELP = `Usage: scripts/load [--connections N] [--seconds S] [--heavy-seconds S] [--soak] [--leak] [--seed K]

Starts a service of its own and sends it requests of all kinds over many connections at once: kernels, predictions, arrays, jobs.
Every answer is compared with the right one. It fails when one is wrong or missing, when an error is not a 503 that says when to
come back, when the server or its runners take ${MOST_GROWTH_BYTES / 1e6} MB more after the load than before, or when GET /health/ready or a small
kernel is too slow beside a heavy job. First, a server that leaks on purpose has to be found.

  --connections N    clients, each with a connection of its own (default 1000)
  --seconds S        how long they send requests (60)
  --heavy-seconds S  how long a heavy job then runs, with 4 connections beside it (60); 0: none does
  --soak             half the connections for 30 minutes, unless those are given
  --leak             the server itself leaks 8 KiB with every request, and the check has to fail
  --seed K           of what the clients choose (0)

Needs Linux, whose /proc it reads. Ends with 0 when all is well, 1 when not, 2 when it cannot start.`;

type Options = Pick<Plan, 'connections' | 'warmUpSeconds' | 'seconds' | 'restSeconds' | 'heavySeconds' | 'leakBytes' | 'seed'>;

const SOAK = { connections: '500', seconds: '1800' };
const USUAL = { connections: '1000', seconds: '60' };
const LEAK_BYTES = 8 * 1024;
const MOST_SEED = 2 ** 31 - 1;

/** @throws Error that says which option is wrong */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      connections: { type: 'string' },
      seconds: { type: 'string' },
      'heavy-seconds': { type: 'string', default: '60' },
      soak: { type: 'boolean', default: false },
      leak: { type: 'boolean', default: false },
      seed: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { connections, seconds } = { ...(values.soak ? SOAK : USUAL), ...values };
  const number = (option: string, text: string, most: number) => (text === '0' ? 0 : count(option, text, most));
  return {
    connections: count('--connections', connections, 10_000),
    warmUpSeconds: 15,
    seconds: count('--seconds', seconds, 86_400),
    restSeconds: 15,
    heavySeconds: number('--heavy-seconds', values['heavy-seconds'], 600),
    leakBytes: values.leak ? LEAK_BYTES : 0,
    seed: number('--seed', values.seed, MOST_SEED),
  };
}
