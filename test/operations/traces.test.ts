import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import {
  type ContextManager,
  context,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Traces } from '../../src/operations/traces.ts';
import { jobInState, QUICK, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { MLP, numbers } from '../support/requests.ts';
import { eventually, TestService } from '../support/service.ts';

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
after(() => trace.disable());

const service = await TestService.start(UNLIMITED);
await uploadPoints(service);
beforeEach(() => exporter.reset());

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

/** The spans that ended since the test began, once there are so many. */
const spans = (count: number) => eventually(async () => exporter.getFinishedSpans().length >= count && exporter.getFinishedSpans());
const named = (all: readonly ReadableSpan[], name: string) => all.filter((span) => span.name === name);

test('a request and its job are spans, one the child of the other', async () => {
  const { headers } = await service.post('/v1/kernels', QUICK);
  const [job, request] = await spans(2);
  assert.deepEqual([request!.name, request!.kind, request!.parentSpanContext], ['computeKernels', SpanKind.SERVER, undefined]);
  assert.deepEqual(request!.attributes, {
    'http.request.method': 'POST',
    'http.route': '/v1/kernels',
    'http.response.status_code': 200,
    'hypertangent.request.id': headers.get('x-request-id'),
  });
  assert.deepEqual([job!.name, job!.parentSpanContext?.spanId], ['job kernels', request!.spanContext().spanId]);
  const { 'hypertangent.job.seconds': seconds, 'hypertangent.job.id': id, ...others } = job!.attributes;
  assert.deepEqual(others, {
    'hypertangent.job.kind': 'kernels',
    'hypertangent.job.lane': 'quick',
    'hypertangent.job.outcome': 'succeeded',
  });
  assert.ok(Number(seconds) >= 0 && typeof id === 'string');
  assert.deepEqual(
    job!.events.map(({ name }) => name),
    ['started'],
  );
  assert.equal(exporter.getFinishedSpans().length, 2);
});

test('they belong to the trace of the caller, and its state goes on', async () => {
  await service.post('/v1/kernels', QUICK, { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=1' });
  for (const span of await spans(2)) {
    assert.equal(span.spanContext().traceId, TRACE);
    assert.equal(span.spanContext().traceState?.get('vendor'), '1');
  }
  const [request] = named(exporter.getFinishedSpans(), 'computeKernels');
  assert.deepEqual([request!.parentSpanContext?.spanId, request!.parentSpanContext?.isRemote], [CALLER, true]);
});

test('what the caller does not sample has no spans, nor has its job', async () => {
  for (const flags of ['00', '02']) await service.post('/v1/kernels', QUICK, { traceparent: `00-${TRACE}-${CALLER}-${flags}` });
  await service.get('/health/live', { traceparent: `00-${TRACE}-${CALLER}-03` });
  assert.deepEqual(
    (await spans(1)).map(({ name }) => name),
    ['getLiveness'],
  );
});

test('a trace that begins here is the one that the job’s record names', async () => {
  const id = await startJob(service, QUICK);
  await jobInState(service, id, 'succeeded');
  const { content } = JSON.parse(await readFile(join(service.dataDir, 'jobs', id, 'record.json'), 'utf8'));
  const [request] = named(await spans(2), 'computeKernels');
  assert.equal(content.traceId, request!.spanContext().traceId);
});

describe('a job', () => {
  test('goes on after its request, and its span with it', async () => {
    const id = await startJob(service);
    const [request] = named(await spans(1), 'computeKernels');
    assert.equal(request!.attributes['http.response.status_code'], 202);
    assert.deepEqual(named(exporter.getFinishedSpans(), 'job kernels'), []);
    await service.delete(`/v1/jobs/${id}`);
    const [job] = await eventually(async () => {
      const found = named(exporter.getFinishedSpans(), 'job kernels');
      return found.length > 0 && found;
    });
    assert.equal(job!.parentSpanContext?.spanId, request!.spanContext().spanId);
    assert.deepEqual([job!.attributes['hypertangent.job.outcome'], job!.status.code], ['cancelled', SpanStatusCode.UNSET]);
  });

  test('that fails says with what', async () => {
    await service.post('/v1/kernels', { ...QUICK, points: { x: [[1e200]] } });
    const [job, request] = await spans(2);
    assert.equal(job!.status.code, SpanStatusCode.ERROR);
    assert.equal(job!.attributes['error.type'], 'kernel_overflow');
    assert.deepEqual([request!.attributes['http.response.status_code'], request!.status.code], [422, SpanStatusCode.UNSET]);
  });

  test('in parts has a span for each, below its own', async () => {
    const train = { x: numbers(12, 3), y: numbers(12, 1) };
    await service.post('/v1/regressions', { architecture: MLP, train, solver: { kind: 'subsets', count: 3, size: 4 } });
    const all = await spans(6);
    const [request] = named(all, 'createRegression');
    const whole = named(all, 'job regression_fit').find(
      ({ parentSpanContext }) => parentSpanContext?.spanId === request!.spanContext().spanId,
    );
    const parts = all.filter(({ parentSpanContext }) => parentSpanContext?.spanId === whole!.spanContext().spanId);
    assert.deepEqual(parts.map(({ name }) => name).sort(), ['job regression_fit', ...Array(3).fill('job regression_subset')]);
  });
});

test('requests that are refused have spans too, named by no address', async () => {
  await service.get('/secret-path');
  await service.get('/v1/jobs/secret-id');
  await service.request('PATCH', '/v1/arrays');
  const all = await spans(3);
  assert.deepEqual(
    all.map(({ name, attributes }) => [name, attributes['http.route'], attributes['http.response.status_code']]),
    [
      ['other', undefined, 404],
      ['getJob', '/v1/jobs/:job_id', 404],
      ['other', '/v1/arrays', 405],
    ],
  );
  assert.doesNotMatch(JSON.stringify(all.map(({ name, attributes }) => [name, attributes])), /secret/);
});

test('a client that goes away has a span that says so', async () => {
  const client = new AbortController();
  const reply = service.request('POST', '/v1/kernels', { json: STEADY, signal: client.signal });
  await eventually(async () => (await service.get('/v1/system')).json.queue.running === 1);
  client.abort();
  await assert.rejects(reply);
  const [request] = await eventually(async () => {
    const found = named(exporter.getFinishedSpans(), 'computeKernels');
    return found.length > 0 && found;
  });
  assert.equal(request!.attributes['http.response.status_code'], 499);
});

test('a span that an SDK has of the request already is its parent, and not that of the caller', async () => {
  const outer = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.SAMPLED });
  const known = {
    active: () => trace.setSpan(ROOT_CONTEXT, outer),
    with: (_: unknown, work: () => unknown) => work(),
    disable: () => known,
  } as ContextManager;
  context.setGlobalContextManager(known);
  try {
    const traces = new Traces();
    const caller = { traceId: TRACE, spanId: CALLER, sampled: true };
    assert.equal(traces.requestBegan({ id: 'a', operation: 'getSystem', method: 'GET', caller }), 'a'.repeat(32));
    traces.requestEnded('a', 200);
    assert.equal((await spans(1))[0]!.parentSpanContext?.spanId, 'b'.repeat(16));
  } finally {
    context.disable();
  }
});

test('what an SDK still has is sent when the service stops, and trouble with that is not the service’s', async () => {
  let flushed = 0;
  trace.disable();
  const provider = {
    getTracer: (name: string) => new ProxyTracerProvider().getTracer(name),
    forceFlush: async () => void flushed++,
  };
  trace.setGlobalTracerProvider(provider);
  await new Traces().flush();
  assert.equal(flushed, 1);
  provider.forceFlush = () => Promise.reject(new Error('nobody listens'));
  await new Traces().flush();
  trace.disable();
  await new Traces().flush();
});
