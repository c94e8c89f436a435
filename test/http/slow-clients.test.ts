import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { assertProblem } from '../support/contract.ts';
import { runner, STEADY, uploadPoints } from '../support/long-jobs.ts';
import { metric } from '../support/metrics.ts';
import { RawConnection } from '../support/raw.ts';
import { eventually, TestService } from '../support/service.ts';

const service = await TestService.start({ stallMs: 2000, requestTimeoutMs: 6000, maxConnections: 20 });

/** A stall and the time between two looks at slow requests, on a busy machine. */
const SOON_MS = 14_000;
const refused = (reason: string) => metric(service, `hypertangent_refused_total{reason="${reason}"}`);

/** The other side closes it in time, after this answer. */
async function cut(connection: RawConnection, status: number): Promise<void> {
  const milliseconds = await connection.closed;
  assert.ok(milliseconds > 500 && milliseconds < SOON_MS, `${Math.round(milliseconds)} ms`);
  assert.equal(Number(connection.text.split(' ')[1]), status, connection.text);
  assertProblem(status, JSON.parse(connection.text.split('\r\n\r\n')[1]!));
}

test('a connection that never says anything is closed', async () => {
  await new RawConnection(service.port).closed;
});

test('a head that does not end is answered 408 and cut', async () => {
  const connection = new RawConnection(service.port);
  connection.send(['GET /health/live HTTP/1.1', 'Host: a', 'X-Slow: ']);
  const drip = setInterval(() => connection.socket.write('a'), 100);
  await cut(connection, 408);
  clearInterval(drip);
});

test('a JSON body that stops is answered 408 and cut', async () => {
  const connection = new RawConnection(service.port);
  connection.send(['POST /v1/kernels HTTP/1.1', 'Host: a', 'Content-Type: application/json', 'Content-Length: 1000', '', '{']);
  await cut(connection, 408);
});

test('a body that comes too slowly in all is answered 408 and cut', async () => {
  const connection = new RawConnection(service.port);
  connection.send(['POST /v1/kernels HTTP/1.1', 'Host: a', 'Content-Type: application/json', 'Content-Length: 1000', '', '{']);
  const drip = setInterval(() => connection.socket.write(' '), 100);
  await cut(connection, 408);
  clearInterval(drip);
});

test('an upload that stops leaves nothing behind', async () => {
  const connection = new RawConnection(service.port);
  const head = encodeNpy({ shape: [1000], data: new Float64Array(1000) }).subarray(0, 128);
  connection.send(['PUT /v1/arrays/slow HTTP/1.1', 'Host: a', 'Content-Type: application/x-npy', 'Content-Length: 8128', '', '']);
  connection.socket.write(head);
  await cut(connection, 408);
  assert.ok((await refused('slow_request'))! >= 4);
  await service.refuses(404, 'array_not_found', 'GET', '/v1/arrays/slow');
});

const openFiles = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(service.dataDir);
    } catch {
      return false;
    }
  }).length;

test('a reader that takes nothing is cut, and the file it read is closed; one that is slow is not', async () => {
  const COUNT = 8_000_000;
  await service.put('/v1/arrays/large', encodeNpy({ shape: [COUNT], data: new Float64Array(COUNT) }));
  const slow = new RawConnection(service.port);
  const stuck = new RawConnection(service.port);
  for (const connection of [slow, stuck]) {
    connection.send(['GET /v1/arrays/large HTTP/1.1', 'Host: a', 'Accept: application/x-npy', '', '']);
    await eventually(async () => connection.text.length > 0);
    connection.socket.pause();
  }
  const files = process.platform === 'linux' ? openFiles() : 2;
  assert.equal(files, 2);
  try {
    // Pauses far shorter than a stall, for longer than one in all.
    for (let turn = 0; turn < 12; turn++) {
      await sleep(250);
      await slow.take(2 ** 20);
    }
    await eventually(async () => (await refused('slow_reader')) === 1);
    assert.equal(slow.socket.closed, false);
  } finally {
    slow.socket.destroy();
    stuck.socket.destroy();
  }
  if (process.platform === 'linux') await eventually(async () => openFiles() === 0);
});

test('a client that waits for its answer is not cut', async () => {
  await uploadPoints(service);
  const connection = new RawConnection(service.port);
  const body = JSON.stringify(STEADY);
  connection.send([
    'POST /v1/kernels HTTP/1.1',
    'Host: a',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ]);
  await sleep(4500);
  assert.equal(connection.socket.closed, false);
  connection.socket.destroy();
  await eventually(async () => (await runner(service, 'heavy')).state === 'idle');
});

test('there are no more connections than may be, and a free place is of use', async () => {
  await eventually(async () => {
    const count = await new Promise<number>((resolve) => service.connections(resolve));
    return count <= 2;
  });
  const connections = Array.from({ length: 30 }, () => new RawConnection(service.port));
  const closed = () => connections.filter(({ socket }) => socket.closed).length;
  await eventually(async () => closed() >= 10);
  // Long before they have said nothing for too long.
  assert.ok(closed() <= 15, `${closed()} of 30 were closed at once`);
  for (const { socket } of connections) socket.destroy();
  await eventually(async () => (await refused('too_many_connections').catch(() => 0))! >= 10);
});
