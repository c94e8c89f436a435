import { requireProtection } from '../access/protection.ts';
import { configHelp, parseConfig } from '../config.ts';
import { refused } from './arguments.ts';
import { type CommandMeans, EXIT, exitCode } from './command.ts';

export const SERVE_HELP = `Usage: hypertangent serve

Serves the API over HTTP until SIGTERM or SIGINT, and then ends when what is under way is done or the time for it is over. It
prints its address when it listens, and logs to standard error as JSON. Its contract is at /docs and /openapi.json.

Without keys it listens on loopback alone; hypertangent key makes keys.

Examples:
  hypertangent serve
  PORT=8081 HYPERTANGENT_DATA_DIR=/var/lib/hypertangent HYPERTANGENT_KEYS_FILE=keys.json HOST=0.0.0.0 hypertangent serve

Exit code: 0 stopped; 1 it could not start, and the log says why; 2 a setting is wrong, with its name.

${configHelp()}
`;

/** `hypertangent serve`: 0 once it listens; it goes on until it is told to stop. */
export function serveCommand(args: readonly string[], means: Pick<CommandMeans, 'environment' | 'out' | 'err'>): Promise<number> {
  return exitCode(means, async () => {
    const [argument] = args;
    if (argument === '--help' || argument === '-h') {
      means.out(SERVE_HELP);
      return EXIT.done;
    }
    if (argument !== undefined) throw refused(`unknown argument ${args.join(' ')}\n\n${SERVE_HELP.trimEnd()}`);
    const config = parseConfig(means.environment);
    requireProtection(config);
    const { serve } = await import('../processes.ts');
    await serve(config);
    return EXIT.done;
  });
}
