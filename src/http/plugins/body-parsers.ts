import type { FastifyInstance } from 'fastify';
import { HypertangentError } from '../../errors.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from '../contract/json-depth.ts';

/** Reads JSON bodies whole and leaves binary ones as streams; there is no other kind. */
export function bodyParsers(app: FastifyInstance, jsonLimitBytes: number): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: jsonLimitBytes }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    if (isDeeperThan(MAX_JSON_DEPTH, body as string)) return done(malformed(`it is nested deeper than ${MAX_JSON_DEPTH} levels`));
    parseJson(request, body as string, (error, value) => {
      if (error) done(malformed(error.message));
      else done(null, value);
    });
  });
  // Early refusals must still be answered, so the stream is not torn down when nobody reads on.
  const binary = ['application/x-npy', 'application/x-npz'];
  app.addContentTypeParser(binary, async (_request: unknown, payload: AsyncIterable<Uint8Array>) => {
    const stream = payload as unknown as import('node:stream').Readable;
    return { [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) };
  });
}

function malformed(reason: string): HypertangentError {
  return new HypertangentError('malformed_json', `the body cannot be read as JSON: ${reason}`, { reason });
}
