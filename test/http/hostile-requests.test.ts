import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type Config, parseConfig } from '../../src/config.ts';
import { createServer } from '../../src/http/server.ts';
import { HttpMetrics } from '../../src/operations/http-metrics.ts';
import { Traces } from '../../src/operations/traces.ts';
import { assertProblem } from '../support/contract.ts';
import { rawRequest } from '../support/raw.ts';
import { MLP, X } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

/** What fuzzing has found, each with the request that showed it. */

const service = await TestService.start({ requestTimeoutMs: 1000 });
const JSON_TYPE = { 'content-type': 'application/json' };
const KERNELS = '/v1/kernels';
const valid = { architecture: MLP, points: { x: X } };

for (const [where, path, type] of [
  ['JSON', KERNELS, 'application/json'],
  ['an .npz file', '/v1/regressions/import', 'application/x-npz'],
])
  test(`a body of ${where} that hardly comes is 408 after the time-out, however short that is`, async () => {
    const head = [`POST ${path} HTTP/1.1`, 'Host: a', `Content-Type: ${type}`, 'Content-Length: 1000'];
    const start = performance.now();
    const reply = await rawRequest(service.port, head, ['{']);
    // Slow requests are looked for every two seconds.
    assert.ok(performance.now() - start < 8000);
    assert.equal(reply.status, 408);
    const problem: unknown = JSON.parse(reply.body);
    assertProblem(408, problem);
    assert.equal(problem.code, 'request_timeout');
  });

test('a key, a value or a path of any length is not sent back at length', async () => {
  const long = 'k'.repeat(70_000);
  const bodies = [
    { ...valid, [long]: 1 },
    { ...valid, points: { x: { array_id: long } } },
    { ...valid, outputs: [long] },
  ];
  for (const body of bodies) {
    const { status, bytes } = await service.post(KERNELS, body);
    assert.ok(status >= 400 && bytes.length < 6000, `${status} with ${bytes.length} bytes`);
  }
  const reply = await service.get(`/v1/regressions/${'x'.repeat(8000)}/${'y'.repeat(2000)}`);
  assert.ok([400, 404].includes(reply.status) && reply.bytes.length < 4000, `${reply.status} with ${reply.bytes.length} bytes`);
});

test('half a character in a key or a value comes back as none', async () => {
  for (const body of [
    '{"\\ud800":1}',
    `{"architecture":{"type":"\\udc00"},"points":{"x":[[1]]}}`,
    `{"a":"${'\\ud83d\\ude00'.repeat(100)}"}`,
  ]) {
    const { status, bytes } = await service.request('POST', KERNELS, { body, headers: JSON_TYPE });
    assert.ok(status >= 400);
    // Quoted and escaped twice it is whole text.
    assert.doesNotMatch(new TextDecoder().decode(bytes), /(?<!\\)\\ud/);
  }
});

test('an Expect that is not known is no reason to refuse', async () => {
  const body = JSON.stringify(valid);
  const head = [`POST ${KERNELS} HTTP/1.1`, 'Host: a', 'Expect: a miracle', 'Content-Type: application/json'];
  const reply = await rawRequest(service.port, [...head, `Content-Length: ${body.length}`], [body]);
  assert.equal(reply.status, 200);
});

test('a client that leaves before its body is whole is no error of the service', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const app = createServer(
    { config: parseConfig({}) as Config, metrics: { http: new HttpMetrics(new Registry()) }, traces: new Traces() } as never,
    logger,
  );
  try {
    const url = await app.listen({ port: 0 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /v1/kernels HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await once(socket, 'connect');
    await sleep(100);
    socket.destroy();
    await sleep(200);
    assert.deepEqual(lines, []);
  } finally {
    await app.close();
  }
});

test('a convergence study of kernels that float32 or float64 cannot hold is 422, not an answer of nulls', async () => {
  const study = (gain: number, x: number) => ({
    architecture: { ...MLP, activation: { name: 'relu', gain } },
    points: { x: [[x, 1]] },
    widths: { width: [4] },
    samples: 2,
    backend: 'cpu',
  });
  for (const [code, body] of [
    ['kernel_overflow', study(1e-40, 1)],
    ['not_finite', study(1, 1e154)],
  ] as const)
    await service.refuses(422, code, 'POST', '/v1/convergence-studies', { json: body });
});
