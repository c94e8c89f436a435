import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { HttpMetrics } from '../../operations/http-metrics.ts';
import { originOf } from '../request-origin.ts';

/** The status that is counted where the client went away, or was cut, before it had its answer; as nginx has it. */
const CLIENT_GONE = 499;

/** One line in the log for each request, when its answer has left or never will, and its place in the metrics. */
export function accessLog(app: FastifyInstance, metrics: HttpMetrics): void {
  app.addHook('onRequest', async (request, { raw: response }) => {
    const { socket } = request.raw;
    const bytesBefore = socket.bytesWritten;
    const start = performance.now();
    metrics.began();
    // Not onResponse: that does not come where the connection ends first.
    response.once('close', () => {
      const operation = operationName(request);
      const status = answeredStatus(response);
      const milliseconds = performance.now() - start;
      const bytes = Math.max(0, socket.bytesWritten - bytesBefore);
      metrics.ended(operation, status, milliseconds / 1000, bytes);
      const { jobId } = originOf(request);
      const facts = { operation, method: request.method, status, durationMs: Math.round(milliseconds), bytes };
      request.log.info({ ...facts, ...(jobId !== undefined && { jobId }) }, 'request');
    });
  });
}

/** The status of an answer that has left, or never will. */
export function answeredStatus(response: ServerResponse): number {
  return response.writableFinished ? response.statusCode : CLIENT_GONE;
}

/** The operation's id in the contract; the address itself has ids, and may have anything. */
export function operationName({ routeOptions }: FastifyRequest): string {
  return (routeOptions.config as { operation?: string } | undefined)?.operation ?? 'other';
}
