import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeNpy } from '../../src/store/npy/encode.ts';

const MB = 2 ** 20;
const COUNT = 6100;
const RESULT_BYTES = 128 + 8 * COUNT ** 2;

/** What the process of the server alone may take, at its peak. */
const MOST_BYTES = 400 * MB;

const dataDir = await mkdtemp(join(tmpdir(), 'hypertangent-'));
const env = { ...process.env, PORT: '0', HYPERTANGENT_DATA_DIR: dataDir, HYPERTANGENT_LOG_LEVEL: 'error' };
const server = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
after(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  await rm(dataDir, { recursive: true, force: true });
});

async function listening(): Promise<string> {
  let text = '';
  server.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(20)) {
    const url = /listens on (\S+)/.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the service does not start');
}

/** The largest resident size that the server has had. */
const peakBytes = () => 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))![1]);

const skip = existsSync('/proc/self/status') ? false : 'no /proc on this system';

test('a large result goes through the server in pieces', { skip }, async (t) => {
  const url = await listening();
  const points = encodeNpy({ shape: [COUNT, 2], data: Float64Array.from({ length: 2 * COUNT }, (_, k) => Math.sin(k)) });
  const upload = await fetch(`${url}/v1/arrays/points`, {
    method: 'PUT',
    headers: { 'content-type': 'application/x-npy' },
    body: points as never,
  });
  assert.equal(upload.status, 201);
  const before = peakBytes();
  const response = await fetch(`${url}/v1/kernels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-npy' },
    body: JSON.stringify({
      architecture: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
      points: { x: { array_id: 'points' } },
      outputs: ['ntk'],
    }),
  });
  assert.equal(response.status, 200);
  let received = 0;
  for await (const chunk of response.body!) received += (chunk as Uint8Array).length;
  const peak = peakBytes();
  t.diagnostic(
    `${Math.round(before / MB)} MB before, at most ${Math.round(peak / MB)} MB with ${Math.round(received / MB)} MB sent`,
  );
  assert.equal(received, RESULT_BYTES);
  assert.ok(peak < MOST_BYTES, `the server took ${Math.round(peak / MB)} MB`);
  assert.ok(peak - before < RESULT_BYTES / 2, `the server grew by ${Math.round((peak - before) / MB)} MB`);
});
