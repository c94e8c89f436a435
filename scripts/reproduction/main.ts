/** Reproductions: computes anew what the paper or the documentation reports. */
import { REPRODUCTIONS } from './reproductions.ts';

const NAMES = Object.keys(REPRODUCTIONS);

const HELP = `Usage: scripts/reproduce NAME [options]

${Object.values(REPRODUCTIONS)
  .map(({ help }) => help)
  .join('\n')}`;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main([name, ...options]: string[]): Promise<number> {
  if (name === undefined || isHelp(name)) {
    console.log(HELP);
    return name === undefined ? 1 : 0;
  }
  try {
    const reproduction = Object.hasOwn(REPRODUCTIONS, name) ? REPRODUCTIONS[name] : undefined;
    if (!reproduction) throw new Error(`there is no reproduction ${JSON.stringify(name)}; there are ${NAMES.join(', ')}`);
    if (options.some(isHelp)) console.log(reproduction.help.trimEnd());
    else await reproduction.run(options);
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h';
}
