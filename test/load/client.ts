import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import type { Random } from '../support/random.ts';
import { type Answer, Connection, type Question } from './connection.ts';
import { type Known, withoutTime } from './known.ts';
import type { Kind, Tally } from './tally.ts';

const NPY = 'application/x-npy';
const ARRAY_LENGTH = 512;
const POLL_MS = 50;

/** Thrown when nobody waits for an answer any more, as time is up. */
class Over extends Error {}

/** One of many clients: does one thing after the other over its connection, and checks every answer. */
export class Client {
  readonly #name: string;
  readonly #connection: Connection;
  readonly #known: readonly Known[];
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #over: AbortSignal;
  #uploads = 0;

  /** @param over aborted when time is up: what has begun is brought to its end */
  constructor(index: number, url: string, known: readonly Known[], random: Random, tally: Tally, over: AbortSignal) {
    this.#name = `client-${index}`;
    this.#connection = new Connection(url);
    this.#known = known;
    this.#random = random;
    this.#tally = tally;
    this.#over = over;
  }

  async run(): Promise<void> {
    while (!this.#over.aborted) {
      const turn = this.#random.below(10);
      const deed = turn < 6 ? this.#compute() : turn < 8 ? this.#keepArray() : turn < 9 ? this.#runJob() : this.#lookAround();
      await deed.catch((error: Error) => {
        if (!(error instanceof Over)) this.#tally.isWrong(`${this.#name}: ${error.message.slice(0, 500)}`);
      });
    }
    this.#connection.close();
  }

  async #compute(): Promise<void> {
    const known = this.#random.oneOf(this.#known);
    const answer = await this.#ask(known.kind, known.question, 200, 202);
    if (answer.status === 200) return assertRight(known, answer);
    await this.#endJob(known, answer);
  }

  /** Uploads an array, finds it as it was, removes it, and finds nothing. */
  async #keepArray(): Promise<void> {
    const path = `/v1/arrays/${this.#name}`;
    const data = new Float64Array(ARRAY_LENGTH).fill(this.#random.below(2 ** 30)).fill(++this.#uploads, 1);
    const body = encodeNpy({ shape: [ARRAY_LENGTH], data });
    const put = await this.#ask('array: upload', { method: 'PUT', path, headers: { 'content-type': NPY }, body }, 201);
    assert.equal(json<{ sha256: string }>(put).sha256, createHash('sha256').update(body).digest('hex'), 'sha256 of an upload');
    const got = await this.#ask('array: download', { method: 'GET', path, headers: { accept: NPY } }, 200);
    assert.ok(got.body.equals(body), 'a download is not what was uploaded');
    await this.#ask('array: delete', { method: 'DELETE', path }, 204);
    await this.#ask('array: download', { method: 'GET', path, headers: { accept: NPY } }, 404);
  }

  /** Has something computed as a job, and forgets it. */
  async #runJob(): Promise<void> {
    const known = this.#random.oneOf(this.#known);
    const headers = { ...known.question.headers, prefer: 'respond-async' };
    await this.#endJob(known, await this.#ask('job: submit', { ...known.question, headers }, 202));
  }

  async #endJob(known: Known, accepted: Answer): Promise<void> {
    const { id } = json<{ id: string }>(accepted);
    const path = `/v1/jobs/${id}`;
    if (this.#random.below(4) === 0) await this.#findListed(id);
    for (let state = 'queued', polls = 0; state !== 'succeeded'; polls++) {
      if (polls > 0) await sleep(Math.min(20, polls) * POLL_MS);
      const job = await this.#ask('job: poll', { method: 'GET', path }, 200);
      ({ state } = json<{ state: string }>(job));
      assert.ok(state !== 'failed' && state !== 'cancelled', `a job is ${state}: ${job.body}`);
    }
    assertRight(known, await this.#ask('job: result', { method: 'GET', path: `${path}/result` }, 200));
    await this.#ask('job: delete', { method: 'DELETE', path }, 204);
    await this.#ask('job: poll', { method: 'GET', path }, 404);
  }

  async #findListed(id: string): Promise<void> {
    const { jobs } = json<{ jobs: { id: string }[] }>(await this.#ask('jobs', { method: 'GET', path: '/v1/jobs' }, 200));
    assert.ok(
      jobs.some((job) => job.id === id),
      'a job is not in the list',
    );
  }

  async #lookAround(): Promise<void> {
    const answer = await this.#ask('system', { method: 'GET', path: '/v1/system' }, 200);
    assert.equal(json<{ name: string }>(answer).name, 'hypertangent');
  }

  /** @throws AssertionError on another status; a 503 that says when to come back is no such thing, and is heeded */
  async #ask(kind: Kind, question: Question, ...expected: number[]): Promise<Answer> {
    for (;;) {
      const answer = await this.#connection.ask(question);
      const seconds = Number(answer.headers['retry-after']);
      if (answer.status !== 503 || Number.isNaN(seconds)) {
        const { method, path } = question;
        assert.ok(expected.includes(answer.status), `${method} ${path} is answered ${answer.status}: ${answer.body}`);
        this.#tally.answered(kind, answer.ms);
        return answer;
      }
      this.#tally.refused(kind);
      // Not all at the same time.
      const wait = seconds * (1000 + this.#random.below(1000));
      await sleep(wait, undefined, { signal: this.#over }).catch(() => {
        throw new Over();
      });
    }
  }
}

function assertRight({ kind, right }: Known, { body }: Answer): void {
  const text = withoutTime(body.toString('latin1'));
  if (text !== right) assert.fail(`a wrong ${kind}: ${text.slice(0, 200)} and not ${right.slice(0, 200)}`);
}

function json<Body>({ body }: Answer): Body {
  return JSON.parse(body.toString()) as Body;
}
