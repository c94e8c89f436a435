import assert from 'node:assert/strict';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { QueueStatus } from '../../src/jobs/queue.ts';
import { Disk } from '../../src/operations/disk.ts';
import { unreadiness } from '../../src/operations/readiness.ts';
import { QUICK } from '../support/long-jobs.ts';
import { metric } from '../support/metrics.ts';
import { RawConnection } from '../support/raw.ts';
import { becomesReady, eventually, TestService } from '../support/service.ts';

const STATUS: QueueStatus = {
  waiting: 0,
  running: 0,
  waitingIn: { quick: 0, heavy: 0 },
  memory: { takenBytes: 0, limitBytes: 1 },
  closing: false,
  runners: [{ lane: 'quick', state: 'idle', jobsDone: 0 }],
};

test('every reason is named', () => {
  assert.deepEqual(unreadiness(STATUS, 1, {}), []);
  const worst: QueueStatus = { ...STATUS, waiting: 1, closing: true, runners: [{ lane: 'quick', state: 'starting', jobsDone: 0 }] };
  assert.deepEqual(unreadiness(worst, 1, { problem: 'the disk is gone' }), [
    'the service is stopping',
    'no runner is up',
    'too many jobs are waiting',
    'the disk is gone',
  ]);
});

test('a service that has its runners and a disk becomes ready, and leaves no trace of its tests', async () => {
  const service = await TestService.start();
  await becomesReady(service);
  assert.deepEqual(
    (await readdir(service.dataDir)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a disk with too little room is a reason', async () => {
  const service = await TestService.start({ minFreeBytes: Number.MAX_SAFE_INTEGER });
  const { status, json } = await service.get('/health/ready');
  assert.deepEqual([status, json.status], [503, 'unavailable']);
  assert.match(json.reasons.at(-1), /^the data directory has \d+ MiB left, less than \d+$/);
  assert.equal((await service.get('/health/live')).status, 200);
});

test('the disk is looked at once, however often it is asked for', async () => {
  const disk = new Disk(tmpdir(), 0);
  const first = disk.state();
  assert.equal(disk.state(), first);
  assert.ok((await first).freeBytes! > 0);
  assert.equal(disk.state(), first);
});

test('a directory that is not there, or cannot be written to, is a problem', async () => {
  assert.match((await new Disk('/nowhere/at/all', 0).state()).problem!, /cannot be written to \(ENOENT\)/);
  const service = await TestService.start();
  const file = join(service.dataDir, 'a-file');
  await writeFile(file, '');
  assert.match((await new Disk(file, 0).state()).problem!, /cannot be written to \(ENOTDIR\)/);
  // Root may write anywhere.
  if (process.getuid?.() === 0) return;
  await chmod(service.dataDir, 0o500);
  assert.match((await new Disk(service.dataDir, 0).state()).problem!, /EACCES/);
  await chmod(service.dataDir, 0o700);
});

test('requests that come while the service stops are told so', async () => {
  const service = await TestService.start({ drainMs: 5000 });
  await becomesReady(service);
  const connection = new RawConnection(service.port);
  const body = JSON.stringify(QUICK);
  const head = ['POST /v1/kernels HTTP/1.1', 'Host: a', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  connection.send([...head, '', body.slice(0, 10)]);
  // Its own head has been read, beside that of who asks.
  await eventually(async () => (await metric(service, 'hypertangent_http_requests_in_flight')) === 2);
  const stopped = service.stop();
  connection.send([body.slice(10)]);
  connection.send(['GET /health/ready HTTP/1.1', 'Host: a', '', '']);
  await Promise.all([stopped, connection.closed]);
  const [kernels, ready] = connection.text.split(/(?<=\})(?=HTTP)/);
  assert.match(kernels!, /^HTTP\/1.1 503 [\s\S]*"shutting_down"/);
  assert.match(ready!, /^HTTP\/1.1 503 [\s\S]*"reasons":\["the service is stopping"/);
});
