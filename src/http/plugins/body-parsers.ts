import type { FastifyInstance } from 'fastify';
import { HypertangentError } from '../../errors.ts';

/** Reads JSON bodies whole and leaves binary ones as streams; there is no other kind. */
export function bodyParsers(app: FastifyInstance, jsonLimitBytes: number): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: jsonLimitBytes }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    parseJson(request, body as string, (error, value) => {
      if (error) done(malformed(error));
      else done(null, value);
    });
  });
  // Early refusals must still be answered, so the stream is not torn down when nobody reads on.
  app.addContentTypeParser('application/x-npy', async (_request: unknown, payload: AsyncIterable<Uint8Array>) => {
    const stream = payload as unknown as import('node:stream').Readable;
    return { [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) };
  });
}

function malformed(error: Error): HypertangentError {
  return new HypertangentError('malformed_json', `the body is not JSON: ${error.message}`, { reason: error.message });
}
