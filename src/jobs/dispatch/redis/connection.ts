import { Redis } from 'ioredis';
import { HypertangentError } from '../../../errors.ts';

/** What all names in Redis begin with. */
export const PREFIX = 'hypertangent';

const CONNECT_MS = 10_000;
const MOST_RETRY_DELAY_MS = 1000;
/** An attempt to connect over a link that is cut ends after this. */
const ATTEMPT_MS = 5000;
/** A connection that owes an answer for this long is lost, though nobody said so; BullMQ has Redis wait for at most ten seconds. */
const SILENCE_MS = 20_000;

/**
 * A connection that is made again whenever it is lost; what is asked meanwhile waits.
 *
 * @param url `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS
 */
function connect(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    connectTimeout: ATTEMPT_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (times) => Math.min(MOST_RETRY_DELAY_MS, 50 * times),
  });
  // Trouble shows in what is asked; without a listener it would end the process.
  redis.on('error', () => {});
  return redis;
}

/** A connection that stands. @throws HypertangentError `backend_unavailable` if Redis does not answer */
export async function connectNow(url: string): Promise<Redis> {
  const redis = connect(url);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CONNECT_MS, '');
  });
  const answer = await Promise.race([redis.ping(), late]);
  clearTimeout(timer);
  if (answer !== '') return redis;
  redis.disconnect();
  const { host, port } = redis.options;
  const reason = `Redis at ${host}:${port} does not answer; HYPERTANGENT_QUEUE names it`;
  throw new HypertangentError('backend_unavailable', reason, { backend: 'redis', reason });
}

/** One connection that stands, and those that are made for others; BullMQ does not close what it was given. */
export class Connections {
  readonly first: Redis;
  readonly #url: string;
  readonly #all: Redis[];

  private constructor(url: string, first: Redis) {
    this.#url = url;
    this.first = first;
    this.#all = [first];
  }

  /** @throws HypertangentError `backend_unavailable` if Redis does not answer */
  static async open(url: string): Promise<Connections> {
    return new Connections(url, await connectNow(url));
  }

  another(): Redis {
    const redis = connect(this.#url);
    this.#all.push(redis);
    return redis;
  }

  /** Ends them all, whatever waits for an answer. */
  end(): void {
    for (const redis of this.#all) redis.disconnect();
  }
}

/** Waits for work, for at most so long. */
export async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, milliseconds).unref())]);
}
