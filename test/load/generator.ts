/** Forked, so that it has a thread of its own: many clients at once, until time is up or there were enough requests. */
import { once, setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../support/random.ts';
import { Client } from './client.ts';
import type { Known } from './known.ts';
import { type Summary, Tally } from './tally.ts';

export interface Load {
  url: string;
  known: Known[];
  connections: number;
  seconds: number;
  /** It ends after these, too. */
  requests?: number;
  seed: number;
}

/** What it tells in the end. */
export interface Outcome {
  summary: Summary;
  seconds: number;
}

/** So many clients come at a time, as a queue of connections that are not yet accepted is short. */
const ARRIVALS = 100;
const ARRIVAL_MS = 100;
const TICK_MS = 100;

const [load] = (await once(process, 'message')) as [Load];
await run(load);
process.disconnect();

async function run({ url, known, connections, seconds, requests = Number.POSITIVE_INFINITY, seed }: Load): Promise<void> {
  const tally = new Tally();
  const over = new AbortController();
  // Each client that waits listens.
  setMaxListeners(0, over.signal);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const timer = setInterval(() => {
    if (elapsed() >= seconds || tally.requests >= requests) over.abort();
  }, TICK_MS);
  const clients: Promise<void>[] = [];
  for (let index = 0; index < connections && !over.signal.aborted; index++) {
    if (index > 0 && index % ARRIVALS === 0) await sleep(ARRIVAL_MS);
    clients.push(new Client(index, url, known, new Random(seed + index), tally, over.signal).run());
  }
  await Promise.all(clients);
  clearInterval(timer);
  process.send!({ summary: tally.summary(), seconds: elapsed() } satisfies Outcome);
}
