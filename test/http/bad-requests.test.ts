import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem } from '../support/contract.ts';
import { rawRequest } from '../support/raw.ts';
import { MLP, X } from '../support/requests.ts';
import { NPY, TestService } from '../support/service.ts';

const service = await TestService.start({ jsonLimitBytes: 3 * 2 ** 20 });
const JSON_TYPE = { 'content-type': 'application/json' };
const KERNELS = '/v1/kernels';

const BROKEN_JSON = ['{', '{"a":1,}', "{'a':1}", '[1,2', 'nothing', '{"a":NaN}', '{"a":01}', '"unclosed', '{}{}', '\u0000'];

for (const body of BROKEN_JSON)
  test(`${JSON.stringify(body)} is not JSON: 400`, async () => {
    await service.refuses(400, 'malformed_json', 'POST', KERNELS, { body, headers: JSON_TYPE });
  });

for (const body of ['null', '5', '"text"', '[]', 'true'])
  test(`${body} is JSON, but not a request: 400`, async () => {
    await service.refuses(400, 'contract_violation', 'POST', KERNELS, { body, headers: JSON_TYPE });
  });

test('no body, with or without a type, is 400; and so is an empty array', async () => {
  await service.refuses(400, 'contract_violation', 'POST', KERNELS);
  await service.refuses(400, 'contract_violation', 'POST', KERNELS, { headers: JSON_TYPE });
  await service.refuses(400, 'contract_violation', 'PUT', '/v1/arrays/a');
  await service.refuses(422, 'malformed_npy', 'PUT', '/v1/arrays/a', { headers: { 'content-type': NPY } });
});

const list = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const DEEP: [string, string][] = [
  ['that never close', '['.repeat(1_000_000)],
  ['that close', list(1_000_000)],
  ['of objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
  ['inside of points', `{"architecture":${JSON.stringify(MLP)},"points":{"x":${list(1_000_000)}}}`],
  ['after a string of brackets and quotes', `{"a":"\\"]]]}\\\\","b":${list(1_000_000)}}`],
];
for (const [what, body] of DEEP)
  test(`a million brackets ${what} are 400 at once`, async () => {
    const start = performance.now();
    await service.refuses(400, 'malformed_json', 'POST', KERNELS, { body, headers: JSON_TYPE });
    assert.ok(performance.now() - start < 10_000);
  });

test('brackets in strings are no nesting', async () => {
  const body = JSON.stringify({ architecture: { ...MLP, activation: { name: '['.repeat(200) } }, points: { x: X } });
  await service.refuses(422, 'invalid_value', 'POST', KERNELS, { body, headers: JSON_TYPE });
});

test('1e999 is read as infinity and refused as such', async () => {
  const body = `{"architecture":${JSON.stringify(MLP)},"points":{"x":[[1,2],[3,-1e999]]}}`;
  const { details } = await service.refuses(422, 'not_finite', 'POST', KERNELS, { body, headers: JSON_TYPE });
  assert.equal(details.path, '/points/x/1/1');
});

for (const key of ['"__proto__"', '"\\u005f_proto__"', '"constructor"'])
  test(`a body with the key ${key} is 400 and changes no object`, async () => {
    const body = `{${key}:{"prototype":{"polluted":1},"polluted":1},"architecture":${JSON.stringify(MLP)},"points":{"x":[[1]]}}`;
    const { status } = await service.request('POST', KERNELS, { body, headers: JSON_TYPE });
    assert.equal(status, 400);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

test('a path that is not there is 404, whatever is sent to it', async () => {
  for (const path of [
    '/nowhere',
    '/v1',
    '/v1/kernels/',
    '/v2/kernels',
    '/V1/kernels',
    '/docs/none',
    '/v1/jobs/a/b/c',
    '//',
    '/v1//kernels',
  ]) {
    await service.refuses(404, 'route_not_found', 'GET', path);
    await service.refuses(404, 'route_not_found', 'POST', path, { body: '{', headers: JSON_TYPE });
    await service.refuses(404, 'route_not_found', 'POST', path, { body: '{', headers: { 'content-type': 'text/plain' } });
  }
});

const IDS = [
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%2e%2e',
  '..%5c..',
  '%00',
  'a%00.npy',
  'x'.repeat(129),
  'x'.repeat(3000),
  '-a',
  '.a',
  'a%2fb',
  '%F0%9F%98%80',
  'a b',
];
for (const id of IDS)
  test(`the id ${id.slice(0, 40)} reaches no file`, async () => {
    for (const path of [
      `/v1/arrays/${id}`,
      `/v1/regressions/${id}`,
      `/v1/jobs/${id}`,
      `/v1/jobs/${id}/result`,
      `/v1/jobs/${id}/events`,
    ])
      for (const method of ['GET', 'DELETE'])
        if (!path.includes('/v1/jobs/') || method === 'GET') {
          const { status, json } = await service.request(method, path);
          assert.ok(status === 404 || status === 422 || status === 400, `${method} ${path}: ${status}`);
          assert.doesNotMatch(json.detail, /ENOENT|\/tmp/);
        }
  });

test('an id that is empty, a percent escape that is none and a path that is too long are answered with a problem', async () => {
  const { status, json } = await service.get('/v1/arrays/');
  assert.ok(status === 404 || status === 422, JSON.stringify(json));
  await service.refuses(400, 'bad_request', 'GET', '/v1/arrays/%zz');
  await service.refuses(400, 'bad_request', 'GET', '/v1/arrays/%');
  const reply = await rawRequest(service.port, [`GET /v1/arrays/${'a'.repeat(100_000)} HTTP/1.1`, 'Host: a']);
  assert.equal(reply.status, 431);
  assertProblem(431, JSON.parse(reply.body));
  await service.refuses(414, 'url_too_long', 'GET', `/v1/arrays/?${'a'.repeat(8200)}`);
});

test('what is not HTTP is answered with a problem', async () => {
  for (const head of [
    ['nonsense'],
    ['GET / HTTP/1.1', 'Bad Header: 1'],
    ['POST /v1/kernels HTTP/1.1', 'Host: a', 'Content-Length: -1'],
    ['GET / HTTP/9.9'],
  ]) {
    const reply = await rawRequest(service.port, head);
    assert.match(reply.head, /application\/problem\+json/);
    assertProblem(reply.status, JSON.parse(reply.body));
  }
});

test('TRACE, which fetch does not send, is 405', async () => {
  const reply = await rawRequest(service.port, ['TRACE /v1/kernels HTTP/1.1', 'Host: a']);
  assert.equal(reply.status, 405);
  assert.match(reply.head, /allow: POST/i);
});

const megabytes = function* (count: number) {
  for (let sent = 0; sent < count; sent++) yield Buffer.alloc(2 ** 20, '[');
};
const HEAD = ['POST /v1/kernels HTTP/1.1', 'Host: a', 'Content-Type: application/json'];

test('a JSON body over the limit is 413, and the client that still sends gets to read it', async () => {
  const reply = await rawRequest(service.port, [...HEAD, `Content-Length: ${50 * 2 ** 20}`], megabytes(50));
  assert.equal(reply.status, 413);
  const problem: unknown = JSON.parse(reply.body);
  assertProblem(413, problem);
  assert.deepEqual([problem.code, problem.details.limitBytes], ['payload_too_large', 3 * 2 ** 20]);
});

test('a chunked JSON body over the limit is 413 as well', async () => {
  function* chunks() {
    for (const piece of megabytes(50)) yield* ['100000\r\n', piece, '\r\n'];
  }
  assert.equal((await rawRequest(service.port, [...HEAD, 'Transfer-Encoding: chunked'], chunks())).status, 413);
});

test('the connection of a refused body is of use afterwards', async () => {
  const refused = `${HEAD.join('\r\n')}\r\nContent-Length: ${4 * 2 ** 20}\r\n\r\n`;
  const reply = await rawRequest(service.port, ['GET /health/live HTTP/1.1', 'Host: a']);
  assert.equal(reply.status, 200);
  const both = await rawRequest(
    service.port,
    [refused.trimEnd()],
    [...megabytes(4), 'GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n'],
  );
  assert.equal(both.status, 413);
  assert.doesNotMatch(both.head, /connection: close/i);
});
