/** Clients that are remembered; the one that was away longest is forgotten first, and then has a full bucket. */
const MOST_CLIENTS = 10_000;

interface Bucket {
  tokens: number;
  /** Milliseconds. */
  filledAt: number;
}

/** A bucket of tokens for each client: a minute's worth of requests at once, and an even flow after that. */
export class TokenBuckets {
  readonly #perMinute: number;
  /** The one that was used last is last. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /**
   * Takes a token of a client.
   *
   * @param now in milliseconds, of any clock that never goes back
   * @returns 0 if there was one, otherwise the seconds until there is
   */
  take(client: string, now: number): number {
    const perMillisecond = this.#perMinute / 60_000;
    const known = this.#buckets.get(client) ?? { tokens: this.#perMinute, filledAt: now };
    const tokens = Math.min(this.#perMinute, known.tokens + perMillisecond * (now - known.filledAt));
    const taken = tokens >= 1;
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: taken ? tokens - 1 : tokens, filledAt: now });
    if (this.#buckets.size > MOST_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return taken ? 0 : (1 - tokens) / perMillisecond / 1000;
  }
}
