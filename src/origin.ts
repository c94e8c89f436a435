import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that something is done for: what log lines and job records say of it. */
export interface Origin {
  requestId: string;
  /** Of the W3C `traceparent` that came with it. */
  traceId?: string;
  /** The job that the request started, once it has. */
  jobId?: string;
}

const storage = new AsyncLocalStorage<Origin>();

/** Runs `work`, and all that it starts, as done for a request. */
export function withOrigin<Result>(origin: Origin, work: () => Result): Result {
  return storage.run(origin, work);
}

/** The request that is being answered, if this is done for one. */
export function currentOrigin(): Origin | undefined {
  return storage.getStore();
}
