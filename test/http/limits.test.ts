import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../src/config.ts';
import { clientOf } from '../../src/http/client.ts';
import { TokenBuckets } from '../../src/http/token-buckets.ts';
import { metric } from '../support/metrics.ts';
import { rawRequest } from '../support/raw.ts';
import { TestService } from '../support/service.ts';

test('a bucket has a minute of requests at once, and then one at a time', () => {
  const buckets = new TokenBuckets(60);
  for (let request = 0; request < 60; request++) assert.equal(buckets.take('a', 0), 0);
  assert.equal(buckets.take('a', 0), 1);
  assert.equal(buckets.take('a', 750), 0.25);
  assert.equal(buckets.take('a', 1000), 0);
  assert.ok(buckets.take('a', 1000) > 0);
  assert.equal(buckets.take('b', 1000), 0, 'others have buckets of their own');
  for (let request = 0; request < 60; request++) assert.equal(buckets.take('a', 1e7), 0);
  assert.ok(buckets.take('a', 1e7) > 0, 'a bucket holds no more than a minute');
});

test('clients that are remembered are bounded', () => {
  const buckets = new TokenBuckets(1);
  assert.equal(buckets.take('first', 0), 0);
  assert.equal(buckets.take('first', 0), 60);
  for (let client = 0; client < 10_000; client++) buckets.take(`client ${client}`, 0);
  assert.equal(buckets.take('first', 0), 0, 'forgotten');
});

test('addresses of one IPv6 network are one client, of IPv4 each its own', () => {
  const same = (a: string, b: string) => clientOf({ ip: a }) === clientOf({ ip: b });
  assert.ok(same('2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::1'));
  assert.ok(same('2001:db8::1', '2001:db8:0:0:9::1'));
  assert.ok(!same('2001:db8:1:2::1', '2001:db8:1:3::1'));
  assert.ok(!same('10.0.0.1', '10.0.0.2'));
  assert.ok(!same('::ffff:10.0.0.1', '::ffff:10.0.0.2'));
});

test('rates are limited unless the service is for this machine alone', () => {
  assert.equal(parseConfig({}).ratePerMinute, 0);
  for (const HOST of ['localhost', '::1', '127.0.0.2']) assert.equal(parseConfig({ HOST }).ratePerMinute, 0);
  assert.equal(parseConfig({ HOST: '0.0.0.0' }).ratePerMinute, 600);
  assert.equal(parseConfig({ HOST: '0.0.0.0', HYPERTANGENT_RATE_PER_MINUTE: '0' }).ratePerMinute, 0);
  assert.equal(parseConfig({ HYPERTANGENT_RATE_PER_MINUTE: '5' }).ratePerMinute, 5);
});

test('a client that asks too much is answered 429 with Retry-After, whatever it asks; who watches the service is not', async () => {
  const service = await TestService.start({ ratePerMinute: 5 });
  for (let request = 0; request < 4; request++) assert.equal((await service.get('/v1/arrays')).status, 200);
  await service.refuses(404, 'route_not_found', 'GET', '/nowhere');
  for (const [method, path] of [
    ['GET', '/v1/arrays'],
    ['POST', '/v1/kernels'],
    ['GET', '/nowhere'],
  ] as const) {
    const reply = await service.request(method, path);
    assert.deepEqual([reply.status, reply.json.code, reply.json.details.perMinute], [429, 'rate_limited', 5]);
    const seconds = Number(reply.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 12, `${seconds}`);
    assert.equal(reply.json.details.retryAfterSeconds, seconds);
  }
  for (const path of ['/health/live', '/health/ready', '/metrics']) assert.notEqual((await service.get(path)).status, 429);
  assert.equal(await metric(service, 'hypertangent_refused_total{reason="rate_limited"}'), 3);
});

test('headers may be neither many nor large, and URLs not long', async () => {
  const service = await TestService.start();
  const many = Array.from({ length: 101 }, (_, i) => `X-${i}: a`);
  assert.equal((await rawRequest(service.port, ['GET /health/live HTTP/1.1', 'Host: a', ...many])).status, 431);
  assert.equal((await rawRequest(service.port, ['GET /health/live HTTP/1.1', 'Host: a', ...many.slice(0, 90)])).status, 200);
  const large = `X-Large: ${'a'.repeat(20_000)}`;
  assert.equal((await rawRequest(service.port, ['GET /health/live HTTP/1.1', 'Host: a', large])).status, 431);
  await service.refuses(414, 'url_too_long', 'GET', `/v1/arrays?${'a'.repeat(9000)}`);
  assert.equal(await metric(service, 'hypertangent_refused_total{reason="headers_too_large"}'), 2);
});
