import type { FastifyInstance } from 'fastify';
import { HypertangentError } from '../../errors.ts';
import { clientOf } from '../client.ts';
import { TokenBuckets } from '../token-buckets.ts';

/** Of all headers together, and how many there may be. */
export const MOST_HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;
const MOST_URL_BYTES = 8 * 1024;

/** What watches the service is not to be kept out because others ask too much. */
const UNLIMITED = /^\/(health\/|metrics$)/;

/**
 * Refuses what is too large before anything reads it, and requests of a client that sends too many.
 *
 * @param ratePerMinute requests of one client; 0: as many as it likes
 */
export function limits(app: FastifyInstance, ratePerMinute: number): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (Buffer.byteLength(raw.url ?? '') > MOST_URL_BYTES) {
      const message = `the URL is longer than ${MOST_URL_BYTES} bytes; ids and names have at most 128 characters`;
      throw new HypertangentError('url_too_long', message, { limitBytes: MOST_URL_BYTES });
    }
    if (raw.rawHeaders.length / 2 > MOST_HEADERS) throw headersTooLarge();
  });
  if (ratePerMinute === 0) return;
  const buckets = new TokenBuckets(ratePerMinute);
  app.addHook('onRequest', async (request) => {
    if (UNLIMITED.test(request.url.split('?')[0]!)) return;
    const wait = buckets.take(clientOf(request), performance.now());
    if (wait === 0) return;
    const retryAfterSeconds = Math.ceil(wait);
    const message = `more than ${ratePerMinute} requests a minute; the next is taken in ${retryAfterSeconds} s`;
    throw new HypertangentError('rate_limited', message, { perMinute: ratePerMinute, retryAfterSeconds });
  });
}

export function headersTooLarge(): HypertangentError {
  const message = `the request line and headers may have ${MOST_HEADER_BYTES} bytes and ${MOST_HEADERS} headers`;
  return new HypertangentError('headers_too_large', message, { limitBytes: MOST_HEADER_BYTES, limitCount: MOST_HEADERS });
}
