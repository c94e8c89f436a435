import type { Random } from '../../support/random.ts';
import { type Caller, json, type Question } from '../caller.ts';
import type { Thing } from '../ledger.ts';
import { digest, type Fit, fitQuestion, predictionOf, predictsRightly } from '../works.ts';
import { type ChaosClient, endOf, noteFailure, type Problem } from './client.ts';

const MOST_MODELS = 6;

interface Kept {
  id: string;
  fit: Fit;
  thing: Thing;
  /** Of its first prediction, which all others have to equal. */
  digest?: string;
}

/** Fits regressions, waiting or as jobs, predicts with them now and later, and deletes them. */
export class ModelClient implements ChaosClient {
  readonly #name: string;
  readonly #caller: Caller;
  readonly #random: Random;
  readonly #fits: readonly Fit[];
  readonly #patienceMs: number;
  readonly #models: Kept[] = [];
  readonly #deleted: Kept[] = [];
  #started = 0;

  constructor(name: string, caller: Caller, random: Random, fits: readonly Fit[], patienceMs: number) {
    this.#name = name;
    this.#caller = caller;
    this.#random = random;
    this.#fits = fits;
    this.#patienceMs = patienceMs;
  }

  held(): string[] {
    return this.#models.map(({ id }) => id);
  }

  async turn(): Promise<void> {
    const choice = this.#random.below(4);
    if (this.#models.length === 0 || choice === 0) return this.#fit();
    if (this.#models.length > MOST_MODELS) return this.#delete(this.#models.shift()!);
    return this.#predict(this.#random.oneOf(this.#models));
  }

  async check(): Promise<void> {
    for (const kept of this.#models) await this.#predict(kept);
    for (const { id, thing } of this.#deleted) {
      const { status } = await this.#caller.ask(thing, { method: 'GET', path: `/v1/regressions/${id}` });
      if (status !== 404) thing.fault('corrupt', `was deleted and is answered ${status}`);
    }
  }

  async #fit(): Promise<void> {
    const fit = this.#random.oneOf(this.#fits);
    const thing = this.#caller.ledger.thing(`${fit.name} ${++this.#started} of ${this.#name}`);
    const { headers, ...question } = fitQuestion(fit);
    const prefer: Record<string, string> = this.#random.below(2) === 0 ? { prefer: 'respond-async' } : {};
    const answer = await this.#caller.ask(thing, { ...question, headers: { ...headers, ...prefer } });
    const { id } = json<{ id: string }>(answer);
    if (answer.status === 202) await this.#keep(fit, thing, await this.#ofJob(thing, id));
    else if (answer.status === 201) await this.#keep(fit, thing, id);
    else this.#failed(thing, json(answer));
  }

  async #keep(fit: Fit, thing: Thing, id: string | undefined): Promise<void> {
    if (id === undefined) return;
    thing.note(`is regression ${id}`);
    this.#caller.ledger.count('acknowledged', 'fit');
    const kept: Kept = { id, fit, thing };
    this.#models.push(kept);
    await this.#predict(kept);
  }

  /** The model that a job has fitted, which is forgotten then; undefined if it failed. */
  async #ofJob(thing: Thing, job: string): Promise<string | undefined> {
    thing.note(`is job ${job}`);
    this.#caller.ledger.count('acknowledged', 'job');
    const end = await endOf(this.#caller, thing, job, this.#patienceMs);
    if (end === undefined) return undefined;
    const result: Question = { method: 'GET', path: `/v1/jobs/${job}/result` };
    const answer = end.state === 'succeeded' ? await this.#caller.expect(thing, result, 200) : undefined;
    if (end.state !== 'succeeded') this.#failed(thing, end.error);
    await this.#caller.ask(thing, { method: 'DELETE', path: `/v1/jobs/${job}` });
    return answer && json<{ id: string }>(answer).id;
  }

  /** The model may be there all the same: what had saved it was killed before it could say so. */
  #failed(thing: Thing, problem: Problem | undefined): void {
    this.#caller.ledger.failedFits++;
    noteFailure(this.#caller.ledger, thing, problem);
  }

  async #predict(kept: Kept): Promise<void> {
    const { id, fit, thing } = kept;
    const answer = await this.#caller.ask(thing, predictionOf(id, fit));
    // It waits for longer than the service lets anyone wait.
    if (answer.status === 202) await this.#endJob(thing, json<{ id: string }>(answer).id);
    else if (answer.status === 404) thing.fault('lost', `there is no regression ${id}`);
    else if (answer.status !== 200) noteFailure(this.#caller.ledger, thing, json(answer));
    else {
      const found = digest(answer.body);
      if (!predictsRightly(fit, answer.body)) thing.fault('corrupt', 'predicts wrong numbers');
      if (found !== (kept.digest ?? found)) thing.fault('corrupt', 'predicts other numbers than before');
      kept.digest = found;
      this.#caller.ledger.count('acknowledged', 'prediction');
    }
  }

  async #endJob(thing: Thing, id: string): Promise<void> {
    await endOf(this.#caller, thing, id, this.#patienceMs);
    await this.#caller.ask(thing, { method: 'DELETE', path: `/v1/jobs/${id}` });
  }

  async #delete(kept: Kept): Promise<void> {
    const { status, repeated } = await this.#caller.ask(kept.thing, { method: 'DELETE', path: `/v1/regressions/${kept.id}` });
    if (status !== 204 && !(status === 404 && repeated)) return kept.thing.fault('lost', `its deletion is answered ${status}`);
    this.#caller.ledger.count('acknowledged', 'deletion');
    this.#deleted.push(kept);
  }
}
