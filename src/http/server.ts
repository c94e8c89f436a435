import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Caller } from '../access/caller.ts';
import type { KeyRing } from '../access/keyring.ts';
import { type ErrorCode, HypertangentError } from '../errors.ts';
import type { HttpMetrics, RefusalReason } from '../operations/http-metrics.ts';
import { Connections } from './connections.ts';
import { contractRoutes } from './contract/routes.ts';
import type { Handlers } from './contract/types.ts';
import { handlers } from './handlers/index.ts';
import { type SharedServices, servicesFor } from './handlers/services.ts';
import { access } from './plugins/access.ts';
import { accessLog } from './plugins/access-log.ts';
import { bodyParsers } from './plugins/body-parsers.ts';
import { docs } from './plugins/docs.ts';
import { explorer } from './plugins/explorer.ts';
import { limits, MOST_HEADER_BYTES } from './plugins/limits.ts';
import { problems } from './plugins/problems.ts';
import { traceRequests } from './plugins/traces.ts';
import { problemOf } from './problem.ts';
import { traceIdOf } from './request-origin.ts';

/** How often slow requests are looked for. */
const CONNECTIONS_CHECK_MS = 2000;

/** Problems that say that the service has too much to do or too little room, and not that the request is wrong. */
const REFUSALS: readonly (ErrorCode & RefusalReason)[] = [
  'rate_limited',
  'queue_full',
  'too_large',
  'out_of_memory',
  'payload_too_large',
  'storage_full',
  'shutting_down',
  'url_too_long',
  'headers_too_large',
];

/**
 * The HTTP application: routes, bodies, errors and pages, not yet listening.
 *
 * @param keys undefined where the service is not protected
 */
export function createServer(services: SharedServices, logger: Logger, keys?: KeyRing): FastifyInstance {
  const { jsonLimitBytes, requestTimeoutMs, ratePerMinute, stallMs } = services.config;
  const metrics = services.metrics.http;
  const connections = new Connections(services.config, (reason) => metrics.refused(reason));
  const app = Fastify({
    loggerInstance: logger as never,
    // Of requests there is one line each, by accessLog.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent, bindings, options, request) => {
      const traceId = traceIdOf(request as never);
      return parent.child({ ...bindings, ...(traceId !== undefined && { traceId }) }, options) as never;
    },
    genReqId: () => randomUUID(),
    bodyLimit: jsonLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      connectionsCheckingInterval: CONNECTIONS_CHECK_MS,
      headersTimeout: Math.min(stallMs, requestTimeoutMs),
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: (error, socket) => connections.onClientError(error, socket),
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
  connections.guard(app.server);
  app.addHook('onRequest', async (request, reply) => {
    addCommonHeaders(request.id, reply);
  });
  traceRequests(app, services.traces);
  accessLog(app, metrics);
  access(app, keys);
  limits(app, ratePerMinute);
  // An Expect that is not known is no reason to refuse (RFC 9110, 10.1.1); Node would, in a form of its own.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  bodyParsers(app, jsonLimitBytes);
  problems(app, (code) => countRefusal(metrics, code));
  contractRoutes(app, handlersOf(services));
  docs(app);
  explorer(app);
  return app;
}

/** A caller's handlers, made once for those that many requests share. */
function handlersOf(services: SharedServices): (caller: Caller) => Handlers {
  const known = new WeakMap<Caller, Handlers>();
  return (caller) => {
    const found = known.get(caller) ?? handlers(servicesFor(caller, services));
    known.set(caller, found);
    return found;
  };
}

function countRefusal(metrics: HttpMetrics, code: ErrorCode): void {
  const refusal = REFUSALS.find((reason) => reason === code);
  if (refusal !== undefined) metrics.refused(refusal);
}

function addCommonHeaders(requestId: string, reply: FastifyReply): FastifyReply {
  return reply.header('x-request-id', requestId).header('x-content-type-options', 'nosniff');
}
