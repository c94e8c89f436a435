import { setTimeout as sleep } from 'node:timers/promises';
import {
  createTraceState,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { isFinished, type JobRecord, type Lane } from '../jobs/job.ts';
import type { QueueObserver } from '../jobs/queue-observer.ts';
import { VERSION } from '../provenance.ts';
import { JobTimes } from './job-times.ts';

/** A span of whoever sent a request, as the W3C headers `traceparent` and `tracestate` name it. */
export interface CallerSpan {
  traceId: string;
  spanId: string;
  sampled: boolean;
  state?: string;
}

/** What is known of a request when it comes. */
export interface TracedRequest {
  id: string;
  /** Of the contract. */
  operation: string;
  method: string;
  /** Its address with names in place of ids; absent where it is none of ours. */
  route?: string;
  caller?: CallerSpan;
}

interface Flushable {
  forceFlush?(): Promise<void>;
}

const FLUSH_MS = 2000;

/**
 * Spans of requests and of their jobs, for OpenTelemetry's SDK.
 *
 * Only its API is known here, which does nothing unless whoever runs the service has loaded an SDK before it.
 */
export class Traces implements QueueObserver {
  readonly #tracer = trace.getTracer('hypertangent', VERSION);
  readonly #times = new JobTimes();
  readonly #requests = new Map<string, Span>();
  readonly #jobs = new Map<string, Span>();

  /** Begins the span of a request; the id of its trace, if there is one. */
  requestBegan({ id, operation, method, route, caller }: TracedRequest): string | undefined {
    const attributes = {
      'http.request.method': method,
      ...(route !== undefined && { 'http.route': route }),
      'hypertangent.request.id': id,
    };
    // An SDK that follows Node's own HTTP server has a span already, whose parent is the caller's.
    const parent = trace.getActiveSpan() ?? (caller && remoteSpan(caller));
    const span = this.#begin(operation, parent, SpanKind.SERVER, attributes);
    this.#requests.set(id, span);
    const context = span.spanContext();
    return isSpanContextValid(context) ? context.traceId : undefined;
  }

  requestEnded(id: string, status: number): void {
    const span = this.#requests.get(id);
    this.#requests.delete(id);
    span?.setAttribute('http.response.status_code', status);
    if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  }

  jobChanged(record: JobRecord, lane: Lane): void {
    const { id, state, error } = record;
    const { ran } = this.#times.changed(record);
    const span = this.#jobs.get(id) ?? this.#beginJob(record, lane);
    if (state === 'running') span.addEvent('started');
    if (!isFinished(state)) return;
    this.#jobs.delete(id);
    span.setAttribute('hypertangent.job.outcome', state);
    if (ran !== undefined) span.setAttribute('hypertangent.job.seconds', ran);
    if (error) span.setAttribute('error.type', error.code).setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.end();
  }

  /** Lets an SDK send what it still has, for two seconds at most. */
  async flush(): Promise<void> {
    // The API has no word for this; providers of SDKs do.
    const known = trace.getTracerProvider() as Flushable & { getDelegate?(): Flushable };
    const provider = known.getDelegate?.() ?? known;
    await Promise.race([provider.forceFlush?.(), sleep(FLUSH_MS, undefined, { ref: false })]).catch(() => {});
  }

  #beginJob({ id, kind, parent, requestId }: JobRecord, lane: Lane): Span {
    const under = this.#jobs.get(parent ?? '') ?? this.#requests.get(requestId ?? '');
    const attributes = { 'hypertangent.job.id': id, 'hypertangent.job.kind': kind, 'hypertangent.job.lane': lane };
    const span = this.#begin(`job ${kind}`, under, SpanKind.INTERNAL, attributes);
    this.#jobs.set(id, span);
    return span;
  }

  #begin(name: string, parent: Span | undefined, kind: SpanKind, attributes: Record<string, string>): Span {
    return this.#tracer.startSpan(name, { kind, attributes }, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  }
}

function remoteSpan({ traceId, spanId, sampled, state }: CallerSpan): Span {
  return trace.wrapSpanContext({
    traceId,
    spanId,
    traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(state !== undefined && { traceState: createTraceState(state) }),
  });
}
