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
else if (Object.hasOwn(COMMANDS, name)) process.exitCode = await COMMANDS[name]!.run(rest, MEANS);
else {
  MEANS.err(`unknown argument ${[name, ...rest].join(' ')}\n\n${HELP}`);
  process.exitCode = 2;
}
