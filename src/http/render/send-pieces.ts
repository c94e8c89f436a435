import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { isHypertangentError } from '../../errors.ts';
import { problemOf } from '../problem.ts';

/**
 * Sends a body piece by piece; the next is asked for when the system has taken the one before.
 *
 * Where the pieces break off, so does the connection: the client sees that the answer is not whole.
 *
 * @throws what the first piece throws; nothing is sent then
 */
export async function sendPieces(reply: FastifyReply, pieces: AsyncIterable<Uint8Array | string>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  let next = await iterator.next();
  reply.hijack();
  const response = reply.raw;
  response.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
  try {
    const wanted = reply.request.method !== 'HEAD';
    while (wanted && !next.done && (await taken(response, next.value))) next = await iterator.next();
    if (!next.done) await iterator.return?.();
    response.end();
  } catch (error) {
    // What was deleted while it was read is no fault of the service.
    const gone = isHypertangentError(error) && problemOf(error.toPlain()).status < 500;
    reply.log[gone ? 'info' : 'error'](error, 'an answer broke off');
    response.destroy();
  }
}

/** Resolves when the piece has left: whether it did, or the client is gone. */
function taken(response: ServerResponse, piece: Uint8Array | string): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const gone = () => resolve(false);
    response.once('close', gone);
    response.write(piece, (error) => {
      response.off('close', gone);
      resolve(!error);
    });
  });
}
