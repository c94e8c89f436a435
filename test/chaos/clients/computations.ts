import type { Random } from '../../support/random.ts';
import { type Caller, json } from '../caller.ts';
import { digest, type Work } from '../works.ts';
import { type ChaosClient, noteFailure } from './client.ts';
import { JobClient } from './jobs.ts';

/** Waits for kernels. */
export class ComputationClient implements ChaosClient {
  readonly #name: string;
  readonly #caller: Caller;
  readonly #random: Random;
  readonly #works: readonly Work[];
  /** Follows those that take longer than the service lets anyone wait. */
  readonly #long: JobClient;
  #turns = 0;

  constructor(name: string, caller: Caller, random: Random, works: readonly Work[], patienceMs: number) {
    this.#name = name;
    this.#caller = caller;
    this.#random = random;
    this.#works = works;
    this.#long = new JobClient(`${name}, long`, caller, random, works, patienceMs);
  }

  async turn(): Promise<void> {
    const work = this.#random.oneOf(this.#works);
    const thing = this.#caller.ledger.thing(`${work.name} ${++this.#turns} of ${this.#name}`);
    const answer = await this.#caller.ask(thing, work.question);
    if (answer.status === 202) await this.#long.follow(work, thing, json<{ id: string }>(answer).id);
    else if (answer.status !== 200) noteFailure(this.#caller.ledger, thing, json(answer));
    else if (digest(answer.body) !== work.right) thing.fault('corrupt', 'is computed wrongly');
    else this.#caller.ledger.count('acknowledged', 'kernel');
  }

  check(): Promise<void> {
    return this.#long.check();
  }

  held(): string[] {
    return this.#long.held();
  }
}
