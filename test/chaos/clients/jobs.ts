import type { Random } from '../../support/random.ts';
import { type Caller, json } from '../caller.ts';
import type { Thing } from '../ledger.ts';
import { digest, type Work } from '../works.ts';
import { type ChaosClient, endOf, noteFailure } from './client.ts';

/** Jobs under way at a time, and finished ones that are kept. */
const MOST_RUNNING = 3;
const MOST_FINISHED = 6;

interface Kept {
  id: string;
  work: Work;
  thing: Thing;
}

/** Starts jobs, lets them run, takes their results, comes back to them, and forgets them. */
export class JobClient implements ChaosClient {
  readonly #name: string;
  readonly #caller: Caller;
  readonly #random: Random;
  readonly #works: readonly Work[];
  readonly #patienceMs: number;
  readonly #running: Kept[] = [];
  readonly #succeeded: Kept[] = [];
  readonly #deleted: Kept[] = [];
  #started = 0;

  constructor(name: string, caller: Caller, random: Random, works: readonly Work[], patienceMs: number) {
    this.#name = name;
    this.#caller = caller;
    this.#random = random;
    this.#works = works;
    this.#patienceMs = patienceMs;
  }

  async turn(): Promise<void> {
    const choice = this.#random.below(10);
    if (this.#running.length < MOST_RUNNING && choice < 6) return this.#start();
    const running = this.#running[0];
    if (running && choice === 9) return this.#cancel(this.#running.shift()!);
    if (running && choice < 7) return this.#end(this.#running.shift()!);
    const succeeded = this.#succeeded[0];
    if (!succeeded) return running && this.#end(this.#running.shift()!);
    if (this.#succeeded.length > MOST_FINISHED || choice === 7) return this.#delete(this.#succeeded.shift()!);
    return this.#take(this.#random.oneOf(this.#succeeded));
  }

  async check(): Promise<void> {
    for (let next = this.#running.shift(); next; next = this.#running.shift()) await this.#end(next);
    for (const kept of this.#succeeded) await this.#take(kept);
    for (const { id, thing } of this.#deleted) {
      const { status } = await this.#caller.ask(thing, { method: 'GET', path: `/v1/jobs/${id}` });
      if (status !== 404) thing.fault('corrupt', `was deleted and is answered ${status}`);
    }
  }

  held(): string[] {
    return [...this.#running, ...this.#succeeded].map(({ id }) => id);
  }

  /** Takes care of a job that another request has become. */
  follow(work: Work, thing: Thing, id: string): Promise<void> {
    return this.#end({ id, work, thing });
  }

  async #start(): Promise<void> {
    const work = this.#random.oneOf(this.#works);
    const thing = this.#caller.ledger.thing(`job ${++this.#started} (${work.name}) of ${this.#name}`);
    const headers = { ...work.question.headers, prefer: 'respond-async' };
    const answer = await this.#caller.expect(thing, { ...work.question, headers }, 202);
    if (answer === undefined) return;
    const { id } = json<{ id: string }>(answer);
    thing.note(`is ${id}`);
    this.#caller.ledger.count('acknowledged', 'job');
    this.#running.push({ id, work, thing });
  }

  async #end(kept: Kept): Promise<void> {
    const job = await endOf(this.#caller, kept.thing, kept.id, this.#patienceMs);
    if (job?.state === 'failed') noteFailure(this.#caller.ledger, kept.thing, job.error);
    else if (job?.state === 'cancelled') kept.thing.fault('other', 'is cancelled, though nobody wanted that');
    else if (job) {
      this.#succeeded.push(kept);
      await this.#take(kept);
    }
    if (job && job.state !== 'succeeded') await this.#delete(kept);
  }

  async #take({ id, work, thing }: Kept): Promise<void> {
    const { accept = '' } = work.question.headers ?? {};
    const answer = await this.#caller.expect(thing, { method: 'GET', path: `/v1/jobs/${id}/result`, headers: { accept } }, 200);
    if (answer === undefined) return;
    if (digest(answer.body) !== work.right) thing.fault('corrupt', `has a wrong result, of ${answer.body.length} bytes`);
    else this.#caller.ledger.count('acknowledged', 'result');
  }

  /** It may have ended before that. */
  async #cancel(kept: Kept): Promise<void> {
    const answer = await this.#caller.ask(kept.thing, { method: 'DELETE', path: `/v1/jobs/${kept.id}` });
    if (answer.status === 200) {
      await endOf(this.#caller, kept.thing, kept.id, this.#patienceMs);
      this.#caller.ledger.count('acknowledged', 'cancellation');
      return this.#delete(kept);
    }
    // It had ended, by itself or by a try that nobody heard of, and is forgotten.
    if (answer.status === 204 || (answer.status === 404 && answer.repeated)) return this.#forget(kept);
    kept.thing.fault('lost', `its cancellation is answered ${answer.status}`);
  }

  async #delete(kept: Kept): Promise<void> {
    const { status, repeated } = await this.#caller.ask(kept.thing, { method: 'DELETE', path: `/v1/jobs/${kept.id}` });
    if (status === 204 || (status === 404 && repeated)) return this.#forget(kept);
    kept.thing.fault('lost', `its deletion is answered ${status}`);
  }

  #forget(kept: Kept): void {
    this.#caller.ledger.count('acknowledged', 'deletion');
    this.#deleted.push(kept);
  }
}
