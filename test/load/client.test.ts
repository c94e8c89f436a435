import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Random } from '../support/random.ts';
import { Client } from './client.ts';
import type { Known } from './known.ts';
import { type Summary, Tally } from './tally.ts';

const RIGHT = '{"kernels":{"nngp":[[1]]},"provenance":{"seconds":0}}';
const known: Known[] = [{ kind: 'prediction', question: { method: 'POST', path: '/right', body: '{}' }, right: RIGHT }];

/** Of those who choose by it, each always has something computed. */
class First extends Random {
  override below(): number {
    return 0;
  }
}

/** Clients of a service that does nothing but what `listener` says, for half a second; what they count. */
async function countedOf(listener: RequestListener): Promise<Summary> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tally = new Tally();
  const over = AbortSignal.timeout(500);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await Promise.all([1, 2, 3].map((index) => new Client(index, url, known, new First(index), tally, over).run()));
  server.close();
  return tally.summary();
}

test('right answers are counted, whatever time they took', async () => {
  const { kinds, examples } = await countedOf((_, response) => response.end(RIGHT.replace(':0}', ':0.25}')));
  assert.ok(kinds[0]!.answers > 0);
  assert.deepEqual(examples, []);
});

test('one wrong digit is a wrong answer', async () => {
  const { examples } = await countedOf((_, response) => response.end(RIGHT.replace('[1]', '[1.0000000000000002]')));
  assert.match(examples[0]!, /a wrong prediction.*1\.0000000000000002/);
});

test('a 500, a 503 that does not say when to come back, and a connection that ends are wrong', async () => {
  const problemOf = async (listener: RequestListener) => (await countedOf(listener)).examples[0]!;
  assert.match(await problemOf((_, response) => response.writeHead(500).end('why')), /\/right is answered 500: why/);
  assert.match(await problemOf((_, response) => response.writeHead(503).end()), /\/right is answered 503/);
  assert.match(await problemOf((request) => request.socket.destroy()), /socket hang up|ECONNRESET/);
});

test('a 503 that says when is heeded', async () => {
  let asked = 0;
  const { kinds } = await countedOf((_, response) => {
    asked++;
    response.writeHead(503, { 'retry-after': '5' }).end();
  });
  assert.equal(asked, 3, 'by three clients');
  assert.equal(kinds[0]!.refused, 3);
});
