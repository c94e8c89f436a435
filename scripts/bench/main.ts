/** The benchmarks: runs cases, prints their table. */
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './cases/case.ts';
import { CASES } from './cases/index.ts';
import { Engines } from './engines.ts';
import { HELP, type Options, parseOptions } from './options.ts';
import { Peers } from './peers.ts';
import { measureRates, type Rates } from './rates.ts';
import { asText, currentLoad, intoMarkdown, makeReport, type Report } from './report.ts';

/** As a shell reports a program that Ctrl-C ended. */
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      console.log(HELP);
      return 0;
    }
    const report = await run(options);
    console.log(asText(report));
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
    if (options.markdown !== undefined)
      await writeFile(options.markdown, intoMarkdown(await readFile(options.markdown, 'utf8'), report));
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function run({ cases, repeats, quick, peers: wanted, tensorflow }: Options): Promise<Report> {
  const load = currentLoad();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  // Here, so that neither the folder nor a service outlives an interrupt.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(INTERRUPTED));
  const engines = await Engines.create(tensorflow);
  const peers = await Peers.start(wanted);
  let rates: Promise<Rates> | undefined;
  const bench = {
    engines,
    peers,
    repeats,
    quick,
    folder,
    rates: () => {
      rates ??= measureRates(engines, quick);
      return rates;
    },
  };
  const rows: Row[] = [];
  try {
    for (const name of cases) {
      console.error(`${name} ...`);
      rows.push(...(await CASES[name]!(bench)));
    }
    return makeReport(bench, load, rows);
  } finally {
    peers.stop();
    await engines.close();
  }
}
