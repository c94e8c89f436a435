import type { FastifyInstance } from 'fastify';
import type { Traces } from '../../operations/traces.ts';
import { callerSpanOf, originOf } from '../request-origin.ts';
import { answeredStatus, operationName } from './access-log.ts';

/** A span for each request, in the trace that it belongs to; log lines and job records name that trace. */
export function traceRequests(app: FastifyInstance, traces: Traces): void {
  app.addHook('onRequest', async (request, reply) => {
    const { id, method, routeOptions, raw } = request;
    const { url: route } = routeOptions;
    const caller = callerSpanOf(raw);
    const operation = operationName(request);
    const traceId = traces.requestBegan({
      id,
      operation,
      method,
      ...(route !== undefined && { route }),
      ...(caller && { caller }),
    });
    const origin = originOf(request);
    if (traceId !== undefined && origin.traceId !== traceId) {
      origin.traceId = traceId;
      request.log = request.log.child({ traceId });
      reply.log = request.log;
    }
    reply.raw.once('close', () => traces.requestEnded(id, answeredStatus(reply.raw)));
  });
}
