import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArrayStore } from '../src/store/array-store.ts';
import { encodeNpy } from '../src/store/npy/encode.ts';
import { DEAF, QUICK, STEADY } from './support/long-jobs.ts';
import { processesWith } from './support/proc.ts';
import { eventually } from './support/service.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'hypertangent-'));
await new ArrayStore(dataDir).put('points', chunks(), Number.MAX_SAFE_INTEGER);
const children = new Set<ChildProcess>();
after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true });
});

/** The points of DEAF and STEADY, as an upload brings them. */
async function* chunks(): AsyncGenerator<Uint8Array> {
  yield encodeNpy({ shape: [1_000_000, 1], data: new Float64Array(1_000_000).fill(0.3) });
}

interface Main {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Exit code or signal. */
  exit: Promise<number | string>;
}

function main(args: string[] = [], environment: Record<string, string> = {}): Main {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    HYPERTANGENT_DATA_DIR: dataDir,
    HYPERTANGENT_LOG_LEVEL: 'error',
    // Of the long jobs, whose memory is never taken.
    HYPERTANGENT_MEMORY_BYTES: String(Number.MAX_SAFE_INTEGER),
    ...environment,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr, exit };
}

/** Starts the service; its address, when it listens. */
async function listening(environment: Record<string, string> = {}): Promise<Main & { url: string }> {
  const started = main([], environment);
  for (;;) {
    const url = /listens on (\S+)/.exec(started.stdout())?.[1];
    if (url !== undefined) return { ...started, url };
    if (started.child.exitCode !== null) throw new Error(started.stderr());
    await sleep(10);
  }
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/kernels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Waits until a service knows of so many jobs, one of which runs. */
async function inQueue(url: string, count: number): Promise<void> {
  await eventually(async () => {
    const { queue } = (await (await fetch(`${url}/v1/system`)).json()) as { queue: { running: number; waiting: number } };
    return queue.running === 1 && queue.running + queue.waiting === count;
  });
}

const VARIABLES = [
  'HOST',
  'PORT',
  ...[
    'DATA_DIR',
    'LOG_LEVEL',
    'JSON_LIMIT_BYTES',
    'ARRAY_LIMIT_BYTES',
    'WAIT_SECONDS',
    'LINALG',
    'BLAS',
    'TENSORS',
    'TF32',
    'THREADS',
    'KEYS',
    'KEYS_FILE',
    'UNPROTECTED',
  ].map((name) => `HYPERTANGENT_${name}`),
  ...[
    'QUEUE',
    'QUICK_RUNNERS',
    'HEAVY_RUNNERS',
    'MAX_WAITING_JOBS',
    'JOB_ATTEMPTS',
    'PART_SECONDS',
    'REQUEST_TIMEOUT_SECONDS',
    'CHECKPOINT_SECONDS',
    'DRAIN_SECONDS',
    'STALL_SECONDS',
    'MAX_CONNECTIONS',
    'RATE_PER_MINUTE',
    'MIN_FREE_BYTES',
    'MEMORY_BYTES',
    'KEEP_JOBS_HOURS',
    'KEEP_JOBS_BYTES',
    'KEEP_ARRAYS_HOURS',
    'KEEP_MODELS_HOURS',
  ].map((name) => `HYPERTANGENT_${name}`),
];

test('serve --help prints every variable with its default', async () => {
  const { exit, stdout } = main(['serve', '--help']);
  assert.equal(await exit, 0);
  const lines = stdout()
    .split('\n')
    .filter((line) => /^ {2}(HOST|PORT|HYPERTANGENT_\w+) {2}/.test(line));
  assert.deepEqual(lines.map((line) => line.trim().split(' ')[0]).sort(), VARIABLES.toSorted());
  for (const line of lines) assert.match(line, /\(default .+\)$/);
});

test('--version prints the version, and an unknown argument exits 2 with the help', async () => {
  const version = main(['--version']);
  assert.equal(await version.exit, 0);
  assert.match(version.stdout(), /^\d+\.\d+\.\d+\n$/);
  const unknown = main(['--prot', '80']);
  assert.equal(await unknown.exit, 2);
  assert.match(unknown.stderr(), /unknown argument --prot 80[\s\S]*\n {2}serve /);
});

test('a bad value exits 2 and is named, with what is expected', async () => {
  const { exit, stderr, stdout } = main([], { HYPERTANGENT_WAIT_SECONDS: 'soon' });
  assert.equal(await exit, 2);
  assert.equal(stderr(), 'HYPERTANGENT_WAIT_SECONDS must be an integer from 0 to 3600, got "soon"\n');
  assert.equal(stdout(), '');
});

test('a port that is in use exits 1 and is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { exit, stderr } = main([], { PORT: String(port) });
  assert.equal(await exit, 1);
  assert.match(stderr(), new RegExp(`EADDRINUSE.*${port}`));
  other.close();
});

test('without keys it listens to this machine alone, unless it is told otherwise in words', async () => {
  const refused = main([], { HOST: '0.0.0.0' });
  assert.equal(await refused.exit, 2);
  assert.match(
    refused.stderr(),
    /HOST is 0\.0\.0\.0[\s\S]*there are no keys[\s\S]*HYPERTANGENT_KEYS_FILE[\s\S]*HYPERTANGENT_UNPROTECTED=/,
  );
  const vague = main([], { HOST: '0.0.0.0', HYPERTANGENT_UNPROTECTED: 'yes' });
  assert.equal(await vague.exit, 2);
  assert.match(vague.stderr(), /^HYPERTANGENT_UNPROTECTED must be one of yes-on-a-trusted-network, got "yes"\n$/);
  const told = await listening({ HOST: '0.0.0.0', HYPERTANGENT_UNPROTECTED: 'yes-on-a-trusted-network' });
  assert.equal((await fetch(`http://127.0.0.1:${new URL(told.url).port}/v1/system`)).status, 200);
  told.child.kill('SIGTERM');
  assert.equal(await told.exit, 0);
});

test('a key that is made opens a service that knows its entry, and no key is in the log, wherever it was put', async () => {
  const made = main(['key', 'alice', '--scopes', 'compute']);
  assert.equal(await made.exit, 0);
  const [key] = /ht_\S+/.exec(made.stdout())!;
  const [entry] = /\{.*\}/.exec(made.stdout())!;
  assert.equal(made.stdout().split(key).length, 2, 'the key is printed once');
  const settings = { HOST: '0.0.0.0', HYPERTANGENT_KEYS: `[${entry}]`, HYPERTANGENT_LOG_LEVEL: 'trace' };
  const { child, url, exit, stderr, stdout } = await listening(settings);
  const address = `http://127.0.0.1:${new URL(url).port}`;
  const statusOf = async (path: string, headers: Record<string, string> = {}) => (await fetch(address + path, { headers })).status;
  assert.equal(await statusOf('/v1/arrays'), 401);
  assert.equal(await statusOf('/v1/arrays', { authorization: `Bearer ${key}` }), 200);
  assert.equal(await statusOf(`/v1/arrays?key=${key}`), 401);
  assert.equal(await statusOf(`/v1/arrays/${key}`, { authorization: `Bearer ${key}` }), 404);
  assert.equal(await statusOf(`/${key}`), 404);
  child.kill('SIGTERM');
  assert.equal(await exit, 0);
  assert.match(stderr(), /"key":"alice"/);
  assert.match(stderr(), /ht_\[redacted\]/);
  assert.ok(!`${stderr()}${stdout()}`.includes(key));
});

test('a broken list of keys exits and is named, without what it holds', async () => {
  const { exit, stderr } = main([], { HYPERTANGENT_KEYS: '[{"name":"alice","hash":"very secret","scopes":["read"]}]' });
  assert.equal(await exit, 2);
  assert.equal(stderr(), 'HYPERTANGENT_KEYS: entry 1: hash must be a SHA-256, 64 hexadecimal digits\n');
});

test('SIGTERM lets a running request end with its answer, takes no other, and exits 0', async () => {
  const { child, url, exit } = await listening({ HYPERTANGENT_DRAIN_SECONDS: '120' });
  const running = post(url, { ...STEADY, architecture: { ...STEADY.architecture, depth: 5 } }, { accept: 'application/x-npy' });
  await inQueue(url, 1);
  child.kill('SIGTERM');
  const start = performance.now();
  const takesOthers = () => fetch(`${url}/health/live`, { headers: { connection: 'close' } }).then(({ ok }) => ok);
  await eventually(async () => !(await takesOthers().catch(() => false)));
  const reply = await running;
  assert.equal(reply.status, 200);
  assert.equal((await reply.arrayBuffer()).byteLength, 128 + 8 * 4000 ** 2);
  assert.equal(await exit, 0);
  assert.ok(performance.now() - start < 60_000, 'the drain time is not waited for when nothing runs any more');
});

test('what does not end within the drain time is answered 503, and the process exits 0 all the same', async () => {
  const { child, url, exit } = await listening({ HYPERTANGENT_DRAIN_SECONDS: '1' });
  const running = post(url, DEAF);
  const waiting = post(url, DEAF);
  await inQueue(url, 2);
  const start = performance.now();
  child.kill('SIGTERM');
  for (const reply of [await running, await waiting]) {
    assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '5']);
    assert.equal(((await reply.json()) as { code: string }).code, 'job_interrupted');
  }
  assert.equal(await exit, 0);
  assert.ok(performance.now() - start < 60_000);
});

test('after a crash, jobs that were acknowledged are run again, as often as they may be, and the service works', async () => {
  const crashed = await listening();
  const { id } = (await (await post(crashed.url, DEAF, { prefer: 'respond-async' })).json()) as { id: string };
  crashed.child.kill('SIGKILL');
  assert.equal(await crashed.exit, 'SIGKILL');
  const next = await listening();
  const again = (await (await fetch(`${next.url}/v1/jobs/${id}`)).json()) as { state: string };
  assert.ok(['queued', 'running'].includes(again.state), again.state);
  assert.equal((await post(next.url, QUICK)).status, 200);
  assert.equal((await fetch(`${next.url}/v1/jobs/${id}`, { method: 'DELETE' })).status, 200);
  next.child.kill('SIGINT');
  assert.equal(await next.exit, 0);
});

test('an SDK for traces that was loaded before gets all spans, those of what ended last too', async () => {
  const { child, url, exit, stdout } = await listening({
    NODE_OPTIONS: '--import ./test/support/print-spans.mjs',
    HYPERTANGENT_DRAIN_SECONDS: '0',
  });
  assert.equal((await post(url, QUICK)).status, 200);
  const running = post(url, DEAF);
  await inQueue(url, 1);
  child.kill('SIGTERM');
  assert.equal((await running).status, 503);
  assert.equal(await exit, 0);
  const spans = stdout()
    .match(/(?<=^span ).*/gm)
    ?.filter((name) => name !== 'getSystem');
  assert.deepEqual(spans?.sort(), ['computeKernels', 'computeKernels', 'job kernels', 'job kernels']);
});

test('runners end with a server that is killed, also in the middle of what hears nothing', async (context) => {
  if (process.platform !== 'linux') return context.skip('needs /proc');
  const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
  await new ArrayStore(folder).put('points', chunks(), Number.MAX_SAFE_INTEGER);
  const { child, url, exit } = await listening({ HYPERTANGENT_DATA_DIR: folder });
  const { id } = (await (await post(url, DEAF, { prefer: 'respond-async' })).json()) as { id: string };
  const left = () => processesWith('HYPERTANGENT_DATA_DIR', folder);
  await eventually(async () => {
    const job = (await (await fetch(`${url}/v1/jobs/${id}`)).json()) as { state: string };
    return job.state === 'running';
  });
  assert.ok((await left()).length >= 3);
  child.kill('SIGKILL');
  await exit;
  await eventually(async () => (await left()).length === 0);
  await rm(folder, { recursive: true });
});
