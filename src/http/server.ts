import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { HypertangentError } from '../errors.ts';
import { contractRoutes } from './contract/routes.ts';
import { handlers } from './handlers/index.ts';
import type { Services } from './handlers/services.ts';
import { bodyParsers } from './plugins/body-parsers.ts';
import { docs } from './plugins/docs.ts';
import { problems } from './plugins/problems.ts';
import { problemOf } from './problem.ts';

/** How often slow requests are looked for. */
const CONNECTIONS_CHECK_MS = 2000;

/** How long the head of a request may take. Node swaps the two limits where this one is the larger. */
const HEADERS_TIMEOUT_MS = 60_000;

/** The HTTP application: routes, bodies, errors and pages, not yet listening. */
export function createServer(services: Services, logger: Logger): FastifyInstance {
  const { jsonLimitBytes, requestTimeoutMs } = services.config;
  const app = Fastify({
    loggerInstance: logger as never,
    genReqId: () => randomUUID(),
    bodyLimit: jsonLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: (error, socket) => {
      if (!socket.writable) return socket.destroy();
      const problem = problemOf(unreadable(error.code).toPlain());
      const body = JSON.stringify(problem);
      const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: application/problem+json`;
      socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
    },
    frameworkErrors: (error, request, reply) => {
      const known = new HypertangentError('bad_request', error.message, { reason: error.code });
      const untyped = reply as FastifyReply;
      // Hooks do not see these.
      void addCommonHeaders(request.id, untyped)
        .status(400)
        .type('application/problem+json')
        .send(JSON.stringify(problemOf(known.toPlain(), request.id)));
    },
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (request, reply) => {
    addCommonHeaders(request.id, reply);
  });
  // An Expect that is not known is no reason to refuse (RFC 9110, 10.1.1); Node would, in a form of its own.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  bodyParsers(app, jsonLimitBytes);
  problems(app);
  contractRoutes(app, handlers(services));
  docs(app);
  return app;
}

function unreadable(code: string | undefined): HypertangentError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new HypertangentError('request_timeout', 'the request did not come within HYPERTANGENT_REQUEST_TIMEOUT_SECONDS', {});
  return new HypertangentError('bad_request', 'the request is not HTTP that can be read', { reason: 'malformed request' });
}

function addCommonHeaders(requestId: string, reply: FastifyReply): FastifyReply {
  return reply.header('x-request-id', requestId).header('x-content-type-options', 'nosniff');
}
