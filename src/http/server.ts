import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { KeyRing } from '../access/keyring.ts';
import { HypertangentError } from '../errors.ts';
import { contractRoutes } from './contract/routes.ts';
import { handlers } from './handlers/index.ts';
import { type SharedServices, servicesFor } from './handlers/services.ts';
import { access } from './plugins/access.ts';
import { bodyParsers } from './plugins/body-parsers.ts';
import { docs } from './plugins/docs.ts';
import { problems } from './plugins/problems.ts';
import { problemOf } from './problem.ts';

/** How often slow requests are looked for. */
const CONNECTIONS_CHECK_MS = 2000;

/**
 * The HTTP application: routes, bodies, errors and pages, not yet listening.
 *
 * @param keys undefined where the service is not protected
 */
export function createServer(services: SharedServices, logger: Logger, keys?: KeyRing): FastifyInstance {
  const { jsonLimitBytes, requestTimeoutMs } = services.config;
  const app = Fastify({
    loggerInstance: logger as never,
    genReqId: () => randomUUID(),
    bodyLimit: jsonLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { connectionsCheckingInterval: CONNECTIONS_CHECK_MS },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return socket.destroy();
      const error = new HypertangentError('bad_request', 'the request is not HTTP that can be read', {
        reason: 'malformed request',
      });
      const body = JSON.stringify(problemOf(error.toPlain()));
      const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}`;
      socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
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
  bodyParsers(app, jsonLimitBytes);
  problems(app);
  access(app, keys);
  contractRoutes(app, (caller) => handlers(servicesFor(caller, services)));
  docs(app);
  return app;
}

function addCommonHeaders(requestId: string, reply: FastifyReply): FastifyReply {
  return reply.header('x-request-id', requestId).header('x-content-type-options', 'nosniff');
}
