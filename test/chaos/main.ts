/** Kills parts of a service of its own while clients use it, and looks whether it keeps its promises. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosCampaign } from './campaign.ts';
import { HELP, parseOptions } from './options.ts';
import { reportOf } from './report.ts';

/** As a shell reports a program that Ctrl-C ended. */
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      console.log(HELP);
      return 0;
    }
    const folder = mkdtempSync(join(tmpdir(), 'hypertangent-chaos-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(INTERRUPTED));
    console.log(`seed ${options.seed}`);
    const result = await chaosCampaign({ ...options, entry: 'build', folder, report: (line) => console.log(line) });
    const passed = result.ledger.faults.length === 0 && result.killed > 0;
    console.log(`\n${reportOf(result)}\n\nseed ${options.seed}: ${passed ? 'passed' : 'failed'}`);
    return passed ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}
