#!/usr/bin/env node
/** Process entry: which command it is. */
import { buffer } from 'node:stream/consumers';
import type { CommandMeans } from './commands/command.ts';
import { COMMANDS, HELP } from './commands/commands.ts';
import { VERSION } from './provenance.ts';

const MEANS: CommandMeans = {
  environment: process.env,
  out: (data) => process.stdout.write(data),
  err: (text) => process.stderr.write(text),
  input: () => buffer(process.stdin),
  interactive: process.stderr.isTTY ?? false,
};

const [name = 'serve', ...rest] = process.argv.slice(2);
if (name === '--help' || name === '-h') MEANS.out(HELP);
else if (name === '--version') MEANS.out(`${VERSION}\n`);
else if (name === 'serve' || name === 'worker') await runProcess(name, rest);
else if (Object.hasOwn(COMMANDS, name)) process.exitCode = await COMMANDS[name]!.run(rest, MEANS);
else refuse([name, ...rest], HELP);

/** The service or a worker; neither takes anything but --help, and a worker --health. */
async function runProcess(name: 'serve' | 'worker', [argument, ...others]: string[]): Promise<void> {
  const asksHealth = name === 'worker' && argument === '--health' && others.length === 0;
  if (argument === undefined || asksHealth) {
    // What a command does not need, it need not load.
    const { serve, tellHealth, work } = await import('./processes.ts');
    if (asksHealth) return tellHealth();
    return name === 'serve' ? serve() : work();
  }
  const { SERVE_HELP, WORKER_HELP } = await import('./commands/serving-help.ts');
  const help = name === 'serve' ? SERVE_HELP : WORKER_HELP;
  if (argument === '--help' || argument === '-h') MEANS.out(help);
  else refuse([argument, ...others], help);
}

function refuse(args: string[], help: string): void {
  MEANS.err(`unknown argument ${args.join(' ')}\n\n${help}`);
  process.exitCode = 2;
}
