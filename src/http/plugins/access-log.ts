import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpMetrics } from '../../operations/http-metrics.ts';
import { originOf } from '../request-origin.ts';

/** The status that is counted where the client went away before it was answered, as nginx has it. */
const CLIENT_GONE = 499;

/** One line in the log for each request, and its place in the metrics. */
export function accessLog(app: FastifyInstance, metrics: HttpMetrics): void {
  const bytesBefore = new WeakMap<IncomingMessage, number>();
  app.addHook('onRequest', async ({ raw }) => {
    metrics.began();
    bytesBefore.set(raw, raw.socket.bytesWritten);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { raw } = request;
    const bytes = Math.max(0, raw.socket.bytesWritten - (bytesBefore.get(raw) ?? 0));
    const status = reply.raw.writableFinished ? reply.statusCode : CLIENT_GONE;
    const operation = operationName(request);
    metrics.ended(operation, status, reply.elapsedTime / 1000, bytes);
    const { jobId } = originOf(request);
    request.log.info(
      { operation, method: request.method, status, durationMs: Math.round(reply.elapsedTime), bytes, ...(jobId && { jobId }) },
      'request',
    );
  });
}

/** The operation's id in the contract; the address itself has ids, and may have anything. */
function operationName({ routeOptions }: FastifyRequest): string {
  return (routeOptions.config as { operation?: string } | undefined)?.operation ?? 'other';
}
