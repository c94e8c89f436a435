/** Puts a service of its own under load, checks every answer, and looks for leaks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { controlPlan } from './control.ts';
import { faultsOf, growthsOf, slownessOf } from './judge.ts';
import { measure, type Plan } from './measure.ts';
import { HELP, parseOptions } from './options.ts';
import { reportOf } from './report.ts';

/** As a shell reports a program that Ctrl-C ended. */
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  const report = (line: string) => console.log(line);
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      report(HELP);
      return 0;
    }
    const faults: string[] = [];
    if (options.leakBytes === 0) {
      const { start, end } = await inFolder((folder) => measure(controlPlan({ entry: 'build', folder, report })));
      const found = growthsOf(start, end);
      report(`control, a server that leaks on purpose: ${found.join('; ') || 'not found'}\n`);
      if (found.length === 0) faults.push('the leak of the control was not found');
    }
    const measured = await inFolder((folder) => measure({ ...options, entry: 'build', folder, report } satisfies Plan));
    report(`\n${reportOf(measured, options.connections)}\n`);
    faults.push(...faultsOf(measured), ...slownessOf(measured));
    for (const fault of faults) report(`FAULT: ${fault}`);
    report(faults.length === 0 ? 'passed' : 'failed');
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'hypertangent-load-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  // Here, so that no folder outlives an interrupt.
  process.once('exit', clear);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(INTERRUPTED));
  try {
    return await work(folder);
  } finally {
    clear();
    process.removeListener('exit', clear);
  }
}
