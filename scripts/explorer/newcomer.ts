/** Clones what is committed, runs scripts/run there, and opens its page in Chromium until a digit is completed; prints the times. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../lib/chromium.ts';
import { table } from '../lib/table.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hypertangent-newcomer-'));
const began = performance.now();
/** Seconds from the start at which each step was done. */
const steps: [step: string, seconds: number][] = [];
const done = (step: string) => steps.push([step, (performance.now() - began) / 1000]);

try {
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, folder]);
  done('clone');
  const run = spawn('./scripts/run', { cwd: folder, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    await completeDigit(await addressOf(run.stdout, run.stderr));
  } finally {
    const ended = new Promise((resolve) => run.once('close', resolve));
    run.kill('SIGTERM');
    await ended;
  }
  const before = (index: number) => steps[index - 1]?.[1] ?? 0;
  const rows = steps.map(([step, seconds], index) => [step, (seconds - before(index)).toFixed(1), seconds.toFixed(1)]);
  console.log(`\n${table(['step', 'seconds', 'since the start'], rows)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Where it listens, once it does. @throws Error with what it printed if it ends before that */
async function addressOf(out: NodeJS.ReadableStream, err: NodeJS.ReadableStream): Promise<string> {
  const printed: string[] = [];
  createInterface(err).on('line', (line) => printed.push(line));
  for await (const line of createInterface(out)) {
    printed.push(line);
    // npm tells what it has added last of all.
    if (/^added \d+ packages/.test(line)) done('npm');
    const address = /listens on (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    done('build and start');
    out.resume();
    return address;
  }
  throw new Error(printed.join('\n'));
}

async function completeDigit(address: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${address}/#/digits`);
    await page.getByText(/Together/).waitFor();
    done('first digit completed');
    console.log(await page.getByRole('status').innerText());
  } finally {
    await browser.close();
  }
}
