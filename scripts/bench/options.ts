import { parseArgs } from 'node:util';
import { CASES } from './cases/index.ts';

export interface Options {
  /** Names of the cases to run, in the order of `CASES`. */
  cases: readonly string[];
  repeats: number;
  /** Small sizes, which test the harness and measure nothing. */
  quick: boolean;
  /** Race the peers, where they are installed. */
  peers: boolean;
  /** Race linear algebra by TensorFlow as well. */
  tensorflow: boolean;
  /** File that takes the report. */
  json?: string;
  /** File whose table is replaced. */
  markdown?: string;
  help: boolean;
}

export const HELP = `Usage: scripts/bench/run [options] [case ...]

Races the engine and the service against NumPy, SciPy and JAX on this machine. Cases: ${Object.keys(CASES).join(', ')};
all of them unless named.

  --repeats N      times that each work is done (default 5); the median counts
  --quick          small sizes: tests the harness, measures nothing
  --no-peers       our side alone; nothing is installed
  --tensorflow     products and Cholesky by TensorFlow as well, where scripts/setup-tensorflow has been run
  --json FILE      also write the report as JSON
  --markdown FILE  also replace the table between the markers of this file
  --help           this text

Paths are relative to the root of the repository.
`;

/** @throws Error that says which option is wrong */
export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      repeats: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'no-peers': { type: 'boolean', default: false },
      tensorflow: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { repeats = values.quick ? '2' : '5', 'no-peers': noPeers, ...rest } = values;
  const unknown = positionals.find((name) => !(name in CASES));
  if (unknown !== undefined)
    throw new Error(`there is no case ${JSON.stringify(unknown)}; there are ${Object.keys(CASES).join(', ')}`);
  if (!/^[1-9]\d{0,2}$/.test(repeats))
    throw new Error(`--repeats must be an integer from 1 to 999, got ${JSON.stringify(repeats)}`);
  const cases = Object.keys(CASES).filter((name) => positionals.length === 0 || positionals.includes(name));
  return { ...rest, cases, repeats: Number(repeats), peers: !noPeers };
}
