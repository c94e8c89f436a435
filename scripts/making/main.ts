/** Makes the numbers and pictures of the pages anew. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { make } from './make.ts';
import { RECIPES } from './recipes.ts';

const HELP = `Usage: scripts/pages [options] [NAME ...]

Makes the numbers and pictures of the pages anew, of all names unless some are given. Pictures, and what stands
between markers, are put in their place; tables in the text are printed, or in a file of output/pages/NAME.

  --list    what there is, what makes it, and how long it takes; runs nothing
  --quick   in small, in some minutes: says whether everything works, and changes no page
  --help    this text

Names: ${Object.keys(RECIPES).join(', ')}
`;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { list: { type: 'boolean' }, quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
    });
    const unknown = positionals.find((name) => !Object.hasOwn(RECIPES, name));
    if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${Object.keys(RECIPES).join(', ')}`);
    const names = positionals.length > 0 ? positionals : Object.keys(RECIPES);
    if (values.help) console.log(HELP);
    else if (values.list) for (const name of names) console.log(described(name));
    else await makeAll(names, values.quick);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

function described(name: string): string {
  const { page, makes, takes, commands } = RECIPES[name]!;
  return [`${name}: ${page}, ${makes}; ${takes}`, ...commands.map((command) => `  ${command.join(' ')}`), ''].join('\n');
}

async function makeAll(names: readonly string[], quick: boolean): Promise<void> {
  if (!existsSync('dist/main.js')) await execute('npm', ['run', '--silent', 'build']);
  for (const name of names) await make(name, RECIPES[name]!, { root: '.', quick, execute });
}

async function execute(command: string, args: readonly string[]): Promise<void> {
  console.log(`\n== ${command} ${args.join(' ')}`);
  const child = spawn(command, args, { stdio: 'inherit' });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`);
}
