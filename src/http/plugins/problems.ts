import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withoutKeys } from '../../access/api-key.ts';
import { type ErrorCode, HypertangentError, isHypertangentError } from '../../errors.ts';
import { problemOf } from '../problem.ts';

const DISCARD_MS = 10_000;
/** To say that there is too much to do is no fault of the service: whoever tries again is served. */
const UNAVAILABLE = 503;
/** A service that stops is there again, or another in its place, in about this time. */
const RETRY_SECONDS = 5;

/**
 * Answers every error as `application/problem+json`; what is not known leaks nothing and is logged whole.
 *
 * @param onProblem called with the code of each
 */
export function problems(app: FastifyInstance, onProblem: (code: ErrorCode) => void): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = knownError(error, request);
    onProblem(known.code);
    return sendProblem(known, error, request, reply);
  });
  // Before the body: what is sent to nowhere need not be read.
  app.addHook('onRequest', async (request) => {
    if (!request.is404) return;
    const path = request.url.split('?')[0]!;
    const message = `there is nothing at ${path}; the operations are in /openapi.json`;
    throw new HypertangentError('route_not_found', message, { method: request.method, path });
  });
}

function sendProblem(known: HypertangentError, cause: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(known.toPlain(), request.id);
  if (cause.message === 'aborted' && request.raw.destroyed) request.log.info('the client went away while it sent its request');
  else if (problem.status >= 500 && problem.status !== UNAVAILABLE)
    request.log.error({ err: cause, code: known.code }, known.message);
  else request.log.info({ code: known.code }, known.message);
  const seconds = retryAfter(known, problem.status);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (!request.raw.complete) discardBody(request.raw, reply);
  reply.removeHeader('content-length').removeHeader('content-disposition');
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .send(withoutKeys(JSON.stringify(problem)));
}

/** Seconds after which to try again, where trying again makes sense. */
function retryAfter({ details }: HypertangentError, status: number): number | undefined {
  if ('retryAfterSeconds' in details) return details.retryAfterSeconds;
  return status === UNAVAILABLE ? RETRY_SECONDS : undefined;
}

/**
 * Reads what is left of a refused body and throws it away, for a while: closing the connection while a
 * client still sends would reset it, and the answer would be lost on the way.
 */
function discardBody(message: IncomingMessage, reply: FastifyReply): void {
  reply.removeHeader('connection');
  const timer = setTimeout(() => message.destroy(), DISCARD_MS).unref();
  message.once('close', () => clearTimeout(timer)).resume();
}

function knownError(error: FastifyError, request: FastifyRequest): HypertangentError {
  if (isHypertangentError(error)) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limitBytes = request.routeOptions.bodyLimit ?? 0;
    const received = Number(request.headers['content-length'] ?? Number.NaN);
    const message = 'the JSON body is too large; upload large arrays with PUT /v1/arrays/{array_id} as .npy';
    return new HypertangentError('payload_too_large', message, {
      limitBytes,
      receivedBytes: Number.isNaN(received) ? null : received,
    });
  }
  if (error.code === 'ECONNRESET' && request.raw.destroyed)
    return new HypertangentError('bad_request', 'the connection ended before the body was whole', { reason: 'aborted' });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new HypertangentError('bad_request', error.message, { reason: error.code ?? error.name });
  }
  return new HypertangentError(
    'internal',
    'something went wrong inside the service; its log has the cause under this request id',
    {},
  );
}
