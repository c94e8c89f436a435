import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parseConfig } from '../../src/config.ts';
import { Coordinator } from '../../src/jobs/coordinator.ts';
import type { Dispatcher } from '../../src/jobs/dispatch/dispatcher.ts';
import { createLogger, QueueLog, RetentionLog } from '../../src/operations/log.ts';
import { startService } from '../../src/service.ts';
import { flipBit } from '../support/damage.ts';
import { QUICK } from '../support/long-jobs.ts';
import { npy, numbers } from '../support/requests.ts';
import { eventually } from '../support/service.ts';

interface Line {
  level: number;
  msg: string;
  reqId?: string;
  jobId?: string;
  traceId?: string;
  [key: string]: unknown;
}

const lines: Line[] = [];
const logger = createLogger('info', { write: (text) => void lines.push(JSON.parse(text)) });
const dataDir = await mkdtemp(join(tmpdir(), 'hypertangent-'));
const service = await startService({ ...parseConfig({}), port: 0, dataDir, drainMs: 0, maxWaitingJobs: 1 }, logger);
after(async () => {
  await service.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; id: string; bytes: number }> {
  const reply = await fetch(service.address + path, init);
  return { status: reply.status, id: reply.headers.get('x-request-id')!, bytes: (await reply.arrayBuffer()).byteLength };
}

const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const accessLine = (id: string) => eventually(async () => lines.find(({ reqId, msg }) => reqId === id && msg === 'request'));

test('each request is one line with its operation, status, duration and bytes', async () => {
  const { id, bytes } = await send('/v1/arrays');
  const line = await accessLine(id);
  assert.deepEqual([line.operation, line.method, line.status], ['listArrays', 'GET', 200]);
  assert.ok(Number(line.bytes) > bytes && Number(line.bytes) < bytes + 500);
  assert.ok(Number(line.durationMs) >= 0);
  assert.equal(lines.filter(({ reqId }) => reqId === id).length, 1);
  assert.equal((await accessLine((await send('/nowhere')).id)).operation, 'other');
});

test('lines of a request and of its job have the ids of both, and of the trace', async () => {
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  const { id, status } = await send('/v1/kernels', json(QUICK, { traceparent }));
  assert.equal(status, 200);
  const { jobId } = await accessLine(id);
  assert.ok(jobId);
  const own = lines.filter((line) => line.jobId === jobId);
  assert.deepEqual(own.map(({ msg }) => msg).sort(), ['job queued', 'job running', 'job succeeded', 'request']);
  for (const { reqId, traceId } of own) assert.deepEqual([reqId, traceId], [id, TRACE]);
});

test('a traceparent that is malformed names no trace', async () => {
  for (const traceparent of ['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `ff-${TRACE}-00f067aa0ba902b7-01`])
    assert.equal((await accessLine((await send('/v1/arrays', { headers: { traceparent } })).id)).traceId, undefined);
});

test('what a runner prints is a line with its job', async () => {
  await send('/v1/arrays/a', { method: 'PUT', headers: { 'content-type': 'application/x-npy' }, body: npy([[1, 2]]) as never });
  // A file that is a link to itself when the job comes to it is nothing that anybody expects: the runner prints what happened.
  const folder = join(dataDir, 'arrays');
  const data = (await readdir(folder)).find((name) => name.endsWith('.npy'))!;
  await rm(join(folder, data));
  await symlink(data, join(folder, data));
  const { id, status } = await send('/v1/kernels', json({ ...QUICK, points: { x: { array_id: 'a' } } }));
  const { jobId } = await accessLine(id);
  assert.equal(status, 500);
  const printed = await eventually(async () => lines.find((line) => line.source === 'runner' && line.jobId === jobId));
  assert.deepEqual([printed.reqId, printed.level], [id, 50]);
});

test('what is damaged is an error in the log: who meets it, and once what lists leave out', async () => {
  await send('/v1/arrays/b', { method: 'PUT', headers: { 'content-type': 'application/x-npy' }, body: npy([[1, 2]]) as never });
  const folder = join(dataDir, 'arrays');
  const sidecar = (await readdir(folder)).find((name) =>
    name.startsWith(createHash('sha256').update('b', 'utf16le').digest('hex')),
  )!;
  const { content } = JSON.parse(await readFile(join(folder, `${sidecar.slice(0, 64)}.json`), 'utf8'));
  await flipBit(join(folder, content.file), -1);
  const { id, status } = await send('/v1/kernels', json({ ...QUICK, points: { x: { array_id: 'b' } } }));
  assert.equal(status, 500);
  await accessLine(id);
  const errors = lines.filter(({ reqId, level }) => reqId === id && level === 50);
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['damaged_file', 'damaged_file'],
    'of the job and of the request',
  );
  await flipBit(join(folder, `${sidecar.slice(0, 64)}.json`), -5);
  for (let time = 0; time < 3; time++) assert.equal((await send('/v1/arrays')).status, 200);
  assert.equal(lines.filter(({ msg, level }) => msg.startsWith('left out of a list: ') && level === 50).length, 1);
});

test('what nobody expected is in the log with its stack, and the client is told where to look', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
  const thrown = new TypeError('cannot read properties of null');
  const broken = {
    waiting: 0,
    secondsUntilRoom: () => 1,
    runners: () => 1,
    run: () => Promise.reject(thrown),
    close: async () => {},
  } as unknown as Dispatcher;
  const settings = { dataDir: folder, maxWaiting: 1, mostAttempts: 1, observers: [new QueueLog(logger)] };
  const queue = await Coordinator.open(settings, broken);
  const architecture = { type: 'mlp' as const, depth: 1, activation: { name: 'relu' as const }, weightStd: 1, biasStd: 0 };
  const points = { x: { shape: [1, 1] as [number, number], data: Float64Array.of(1) } };
  const input = { architecture, points, outputs: ['ntk' as const], layers: false };
  const job = await queue.submit({ kind: 'kernels', input, lane: 'quick' });
  await job.finished;
  await assert.rejects(job.result(), { code: 'internal', message: 'the job failed unexpectedly; the log has the cause' });
  const line = lines.find(({ jobId, state }) => jobId === job.id && state === 'failed')!;
  const err = line.err as { type: string; message: string; stack: string };
  assert.deepEqual([line.level, line.code, err.type, err.message], [50, 'internal', 'TypeError', thrown.message]);
  assert.equal(err.stack, thrown.stack);
  await queue.close(0);
  await rm(folder, { recursive: true });
});

test('that too many jobs wait is no error, and one line without a stack', async () => {
  const long = { ...QUICK, architecture: { ...QUICK.architecture, depth: 1000 }, points: { x: numbers(4000, 1) } };
  const start = async () => {
    const reply = await fetch(`${service.address}/v1/kernels`, json(long, { prefer: 'respond-async' }));
    return { status: reply.status, id: reply.headers.get('x-request-id')!, job: reply.headers.get('location') };
  };
  const started = [await start(), await start(), await start()];
  const refused = started.find(({ status }) => status === 503)!;
  const line = await eventually(async () => lines.find(({ reqId, code }) => reqId === refused.id && code === 'queue_full'));
  assert.deepEqual([line.level, line.err], [30, undefined]);
  for (const { job } of started) if (job) await fetch(service.address + job, { method: 'DELETE' });
});

test('secrets are not in the log', async () => {
  const secret = 'ht_0123456789abcdef';
  await send('/v1/kernels', json(QUICK, { authorization: `Bearer ${secret}`, 'x-api-key': secret, cookie: secret }));
  const headers = { authorization: secret, 'x-api-key': secret };
  logger.info({ authorization: secret, headers, apiKey: secret, req: { headers }, body: { token: secret } }, 'all');
  assert.ok(lines.some(({ msg }) => msg === 'all'));
  assert.doesNotMatch(JSON.stringify(lines), new RegExp(secret));
});

test('what has gone by itself is one line, and trouble with it an error', () => {
  const log = new RetentionLog(logger);
  log.swept({ job: { count: 3, bytes: 100 }, regression: { count: 1, bytes: 20 } }, 0.0123);
  const { jobs, arrays, regressions, bytes, durationMs } = lines.at(-1)!;
  assert.deepEqual([jobs, arrays, regressions, bytes, durationMs], [3, 0, 1, 120, 12]);
  log.sweepFailed(new Error('the disk is gone'));
  assert.deepEqual([lines.at(-1)!.level, (lines.at(-1)!.err as { message: string }).message], [50, 'the disk is gone']);
});
