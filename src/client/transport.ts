import { ConnectionError, isProblem, ProblemError } from './problem-error.ts';

export interface TransportOptions {
  /** An API key, sent as a bearer token. */
  apiKey?: string | undefined;
  /** How often a request is sent again (default 4). */
  retries?: number | undefined;
  /** The longest wait that a Retry-After may ask for (default 60,000); beyond it the problem is thrown. */
  longestWaitMs?: number | undefined;
  /** Default the global one. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** @param signal ends waiting and sending again, but nothing that is on its way; the request's own unless given */
export type Transport = (request: Request, signal?: AbortSignal) => Promise<Response>;

/** Where the service says that later may be better. */
const TRY_LATER = [429, 503];

/** Methods that may be sent twice; a POST may when it has an Idempotency-Key. */
const REPEATABLE = ['GET', 'HEAD', 'PUT', 'DELETE'];

/**
 * fetch with the key, patience and errors as exceptions.
 *
 * What is answered 429 or 503 is sent again after its Retry-After, and after a lost connection what can do no harm twice.
 *
 * @returns a function that throws ProblemError, ConnectionError or what the request's signal was aborted with
 */
export function transport(options: TransportOptions): Transport {
  const { apiKey, retries = 4, longestWaitMs = 60_000, fetch = (request: Request) => globalThis.fetch(request) } = options;
  return async (request, signal = request.signal) => {
    if (apiKey !== undefined) request.headers.set('authorization', `Bearer ${apiKey}`);
    for (let attempt = 0; ; attempt++) {
      const again = attempt < retries;
      let waitMs = 250 * 2 ** attempt;
      try {
        const response = await fetch(again ? request.clone() : request);
        if (response.ok) return response;
        if (!again || !TRY_LATER.includes(response.status) || !isProblem(response)) throw await ProblemError.of(response);
        waitMs = retryAfterMs(response) ?? waitMs;
        if (waitMs > longestWaitMs) throw await ProblemError.of(response);
        // An unread answer would hold its connection.
        await response.arrayBuffer();
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ProblemError) throw error;
        if (!again || !isRepeatable(request)) throw new ConnectionError(request.url, error);
      }
      await pause(waitMs, signal);
    }
  };
}

/** Waits. @throws what `signal` was aborted with */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    if (signal?.aborted) done();
  });
  signal?.throwIfAborted();
}

function isRepeatable({ method, headers }: Request): boolean {
  return REPEATABLE.includes(method) || headers.has('idempotency-key');
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? 1000 * seconds : undefined;
}
