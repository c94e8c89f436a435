import { configHelp, parseConfig } from '../config.ts';
import { requireQueue, workerHealth } from '../worker-health.ts';
import { refused } from './arguments.ts';
import { type CommandMeans, EXIT, exitCode } from './command.ts';

export const WORKER_HELP = `Usage: hypertangent worker [--health]

Does jobs of services that have the same HYPERTANGENT_QUEUE and HYPERTANGENT_DATA_DIR, on this machine or another, until SIGTERM or
SIGINT; its jobs then go to other workers. It opens no port. With --health it says
whether the worker of this host, or container, is up: Redis has heard from it lately.

Examples:
  HYPERTANGENT_QUEUE=redis://localhost:6379 hypertangent worker
  HYPERTANGENT_QUEUE=redis://queue:6379 HYPERTANGENT_DATA_DIR=/shared HYPERTANGENT_HEAVY_RUNNERS=4 hypertangent worker

Exit code: 0 stopped, or up; 1 it could not start, and the log says why, or is not up; 2 a setting is wrong, with its name.

${configHelp()}
`;

const DOWN = 1;

/** `hypertangent worker`: 0 once it takes jobs; it goes on until it is told to stop. With --health, whether one does. */
export function workerCommand(args: readonly string[], means: Pick<CommandMeans, 'environment' | 'out' | 'err'>): Promise<number> {
  return exitCode(means, async () => {
    const [argument, ...others] = args;
    if (argument === '--help' || argument === '-h') {
      means.out(WORKER_HELP);
      return EXIT.done;
    }
    const asksHealth = argument === '--health' && others.length === 0;
    if (argument !== undefined && !asksHealth) throw refused(`unknown argument ${args.join(' ')}\n\n${WORKER_HELP.trimEnd()}`);
    const config = parseConfig(means.environment);
    requireQueue(config);
    if (!asksHealth) {
      // All that a worker is made of; whoever asks for its health needs none of it.
      const { work } = await import('../processes.ts');
      await work(config);
      return EXIT.done;
    }
    const { message, up } = await workerHealth(config);
    means.out(`${message}\n`);
    return up ? EXIT.done : DOWN;
  });
}
