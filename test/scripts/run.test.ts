import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decode } from 'fast-png';

const SCRIPT = fileURLToPath(new URL('../../scripts/run', import.meta.url));
const TINY = ['--images', '10', '--pixels', '5', '--test', '4'];

let folder: string;
let output: string;
let started: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demonstration-'));
  output = join(folder, 'output');
});
afterEach(async () => {
  // Only a test that failed leaves it running.
  started?.kill();
  await rm(folder, { recursive: true });
});

/** Starts the demonstration; its output grows in `text`. */
function start(options: readonly string[], port = 0) {
  const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port), HYPERTANGENT_DATA_DIR: join(folder, 'data') };
  const child = spawn(SCRIPT, [...TINY, '--output', output, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started = child;
  const run = {
    child,
    text: '',
    exitCode: once(child, 'close').then(([code]) => code as number | null),
    /** Waits until the output matches. */
    async prints(pattern: RegExp): Promise<RegExpMatchArray> {
      let ended = false;
      while (!ended) {
        const match = run.text.match(pattern);
        if (match) return match;
        ended = await Promise.race([once(child.stdout, 'data').then(() => false), run.exitCode.then(() => true)]);
      }
      throw new Error(`${pattern} was not printed, but\n${run.text}`);
    },
  };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (run.text += chunk));
  return run;
}

test('the demonstration prints finite errors, draws the images and ends', { timeout: 600_000 }, async () => {
  const run = start(['--once']);
  assert.equal(await run.exitCode, 0, run.text);
  assert.match(run.text, /listens on http:\/\/127\.0\.0\.1:\d+/);
  assert.match(run.text, /hyperkernel +NNGP +mean image/);
  for (const row of ['inpainting', 'its unseen half', 'representation']) {
    const numbers = run.text.match(new RegExp(`^ *${row} +(\\d\\.\\d{4}) +(\\d\\.\\d{4}) +(\\d\\.\\d{4})$`, 'm'));
    assert.ok(numbers, `${row} in\n${run.text}`);
    for (const mse of numbers.slice(1).map(Number)) assert.ok(mse > 0.01 && mse < 0.5, `${row} has an error of ${mse}`);
  }
  await assertPicture('inpainting.png', 4, 4);
  await assertPicture('representation.png', 4, 3);
});

async function assertPicture(name: string, columns: number, rows: number): Promise<void> {
  const { width, height, data } = decode(await readFile(join(output, name)));
  assert.deepEqual({ width, height }, { width: 3 * (30 * columns + 2), height: 3 * (30 * rows + 2) }, name);
  assert.ok(new Set(data).size > 20, `${name} shows images`);
}

test('an interrupt stops the service that went on', { timeout: 600_000 }, async () => {
  const run = start([]);
  const [, address] = await run.prints(/until Ctrl-C: (http\S+) in a browser/);
  const live = await fetch(`${address}/health/live`);
  assert.equal(live.status, 200);
  run.child.kill('SIGINT');
  assert.equal(await run.exitCode, 0, run.text);
  await assert.rejects(fetch(`${address}/health/live`), 'nobody listens any more');
});

test('a taken port is said to be taken, and whoever has it hears nothing', { timeout: 600_000 }, async () => {
  let requests = 0;
  const other = createServer((_, response) => {
    requests++;
    response.end();
  });
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    const run = start(['--once'], port);
    assert.equal(await run.exitCode, 1, run.text);
    assert.match(run.text, new RegExp(`127\\.0\\.0\\.1:${port} is taken by another program`));
    assert.equal(requests, 0);
  } finally {
    other.close();
  }
});

test('an option that makes no sense is refused by name', { timeout: 600_000 }, async () => {
  const run = start(['--pixels', '785']);
  assert.equal(await run.exitCode, 1, run.text);
  assert.match(run.text, /--pixels must be an integer from 1 to 784, got "785"/);
});
