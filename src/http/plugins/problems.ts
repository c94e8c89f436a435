import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HypertangentError, isHypertangentError } from '../../errors.ts';
import { problemOf } from '../problem.ts';

/** Answers every error as `application/problem+json`; what is not known leaks nothing and is logged whole. */
export function problems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(knownError(error, request), error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!;
    const error = new HypertangentError('route_not_found', `there is nothing at ${path}; the operations are in /openapi.json`, {
      method: request.method,
      path,
    });
    return sendProblem(error, error, request, reply);
  });
}

function sendProblem(known: HypertangentError, cause: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(known.toPlain(), request.id);
  if (problem.status >= 500) request.log.error({ err: cause, code: known.code }, known.message);
  else request.log.info({ code: known.code }, known.message);
  if (problem.status === 503) reply.header('retry-after', '5');
  // A body that was refused before it was read must not be taken for the next request.
  if (!request.raw.complete) reply.header('connection', 'close');
  reply.removeHeader('content-length').removeHeader('content-disposition');
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
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
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new HypertangentError('bad_request', error.message, { reason: error.code ?? error.name });
  }
  return new HypertangentError(
    'internal',
    'something went wrong inside the service; its log has the cause under this request id',
    {},
  );
}
