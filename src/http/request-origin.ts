import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { CallerSpan } from '../operations/traces.ts';
import type { Origin } from '../origin.ts';

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]([0-9a-f])(?:-.*)?$/;

const origins = new WeakMap<IncomingMessage, Origin>();

/** What log lines and job records say of a request; the same object whenever it is asked for. */
export function originOf({ id, raw }: FastifyRequest): Origin {
  const known = origins.get(raw);
  if (known) return known;
  const traceId = traceIdOf(raw);
  const origin = { requestId: id, ...(traceId !== undefined && { traceId }) };
  origins.set(raw, origin);
  return origin;
}

/** The trace that a client's `traceparent` names (W3C Trace Context, version 00); one that is malformed names none. */
export function traceIdOf({ headers }: IncomingMessage): string | undefined {
  return partsOf(headers)?.[1];
}

/** The span that it names. */
export function callerSpanOf({ headers }: IncomingMessage): CallerSpan | undefined {
  const [, traceId, spanId, flag] = partsOf(headers) ?? [];
  if (traceId === undefined) return undefined;
  const { tracestate } = headers;
  const sampled = Number.parseInt(flag!, 16) % 2 === 1;
  return { traceId, spanId: spanId!, sampled, ...(typeof tracestate === 'string' && { state: tracestate }) };
}

function partsOf({ traceparent }: IncomingMessage['headers']): RegExpExecArray | null {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
}
