import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Connection, type Question } from '../load/connection.ts';
import type { Ledger, Thing } from './ledger.ts';

export type { Answer, Question };

/** Waited between tries: twice as long each time, up to a second. */
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 1000;

/** Nothing came of a request within all patience: the thing is stuck. */
export class Stuck extends Error {}

export interface Outcome extends Answer {
  /** Whether tries before may have been carried out, though nobody heard of it. */
  repeated: boolean;
}

/** Sends requests as a sensible client does: again after a lost connection and after a 503, under the same key. */
export class Caller {
  readonly ledger: Ledger;
  /** `sent`: a request is on its way. */
  readonly events = new EventEmitter<{ sent: [] }>();
  readonly #url: string;
  readonly #patienceMs: number;

  /** @param patienceMs how long a request may go without a definite answer */
  constructor(url: string, ledger: Ledger, patienceMs: number) {
    this.#url = url;
    this.ledger = ledger;
    this.#patienceMs = patienceMs;
  }

  /**
   * Asks until there is a definite answer, whatever it says.
   *
   * @throws Stuck when there is none in time
   */
  async ask(thing: Thing, question: Question): Promise<Outcome> {
    const keyed = question.method === 'POST' ? withKey(question) : question;
    const end = performance.now() + this.#patienceMs;
    let repeated = false;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, 2 * wait)) {
      const answer = await this.#try(thing, keyed);
      if (answer !== undefined && !isTransient(keyed, answer)) {
        if (answer.status === 500 && isDamage(answer)) thing.fault('corrupt', answer.body.toString());
        return { ...answer, repeated };
      }
      repeated = true;
      this.ledger.retries++;
      if (performance.now() > end) {
        thing.fault('stuck', `${question.method} ${question.path} has no definite answer`);
        throw new Stuck();
      }
      await sleep(Math.max(wait, 1000 * Number(answer?.headers['retry-after'] ?? 0)));
    }
  }

  /** As `ask`, of something that has to succeed: another answer is a fault of the thing, and undefined. */
  async expect(thing: Thing, question: Question, ...statuses: number[]): Promise<Outcome | undefined> {
    const outcome = await this.ask(thing, question);
    if (statuses.includes(outcome.status)) return outcome;
    thing.fault(
      outcome.status === 404 ? 'lost' : 'other',
      `${question.method} ${question.path} is answered ${outcome.status}: ${outcome.body.subarray(0, 500)}`,
    );
    return undefined;
  }

  async #try(thing: Thing, question: Question): Promise<Answer | undefined> {
    const connection = new Connection(this.#url);
    const name = `${question.method} ${question.path}`;
    thing.note(name);
    try {
      const asked = connection.ask(question);
      this.events.emit('sent');
      const answer = await asked;
      thing.note(`${name}: ${answer.status}`);
      return answer;
    } catch (error) {
      const { message } = error as Error;
      thing.note(`${name}: ${message}`);
      // That a connection is lost is no wonder here; that one is held without a word is.
      if (message.startsWith('no answer')) thing.fault('stuck', `${name}: ${message}`);
      return undefined;
    } finally {
      connection.close();
    }
  }
}

/** One that has no key of its own gets one. */
function withKey(question: Question): Question {
  return { ...question, headers: { 'idempotency-key': randomUUID(), ...question.headers } };
}

/** 503: not now; 409 of a request with a key: the first of that key is still being answered. */
function isTransient({ method, headers }: Question, { status }: Answer): boolean {
  return status === 503 || (status === 409 && method === 'POST' && headers?.['idempotency-key'] !== undefined);
}

export function json<Body>({ body }: Answer): Body {
  return JSON.parse(body.toString()) as Body;
}

/** The service itself found out that something is not what was written. */
function isDamage(answer: Answer): boolean {
  return json<{ code?: string }>(answer).code === 'damaged_file';
}
