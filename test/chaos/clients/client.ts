import { setTimeout as sleep } from 'node:timers/promises';
import { type Caller, json, Stuck } from '../caller.ts';
import type { Ledger, Thing } from '../ledger.ts';

/** Someone who uses the service while parts of it are killed, and remembers what was promised. */
export interface ChaosClient {
  /** Does one thing, or looks whether an earlier one is still as it was. */
  turn(): Promise<void>;
  /** Looks at everything that was promised. */
  check(): Promise<void>;
  /** Ids of the models and jobs that it knows of and has not deleted. */
  held(): string[];
}

export interface Job {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  error?: Problem;
}

export interface Problem {
  status: number;
  code: string;
  detail: string;
}

const POLL_MS = 50;

/** Turn after turn until that is over; what is stuck was noted, and the client goes on with other things. */
export async function useService(client: ChaosClient, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await client.turn().catch((error: unknown) => {
      if (!(error instanceof Stuck)) throw error;
    });
  }
}

/** Asks for a job until it has ended; undefined if it is lost. */
export async function endOf(caller: Caller, thing: Thing, id: string, patienceMs: number): Promise<Job | undefined> {
  for (const end = performance.now() + patienceMs; ; await sleep(POLL_MS)) {
    const answer = await caller.expect(thing, { method: 'GET', path: `/v1/jobs/${id}` }, 200);
    if (answer === undefined) return undefined;
    const job = json<Job>(answer);
    if (job.state !== 'queued' && job.state !== 'running') return job;
    if (performance.now() < end) continue;
    thing.fault('stuck', `is still ${job.state}`);
    throw new Stuck();
  }
}

/** Notes why something failed, which has to be for a reason that has to do with what was killed. */
export function noteFailure(ledger: Ledger, thing: Thing, problem: Problem | undefined): void {
  const { status = 0, code = 'nothing', detail = '' } = problem ?? {};
  if (status >= 500 && code !== 'internal' && detail !== '') ledger.count('reasons', code);
  else thing.fault('other', `failed without a reason that a kill explains: ${JSON.stringify(problem)}`);
}
