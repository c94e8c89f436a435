import { type ChosenEngine, createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { type Side, timed } from './measure.ts';

export type EngineName = 'openblas' | 'wasm';

/** Our engines on all cores, as far as this machine has them. */
export class Engines {
  readonly #chosen: ReadonlyMap<EngineName, ChosenEngine>;

  private constructor(chosen: ReadonlyMap<EngineName, ChosenEngine>) {
    this.#chosen = chosen;
  }

  static async create(): Promise<Engines> {
    const chosen = new Map<EngineName, ChosenEngine>();
    for (const linalg of ['openblas', 'wasm'] as const) {
      try {
        chosen.set(linalg, await createEngine({ linalg }));
      } catch (error) {
        if (!isHypertangentError(error)) throw error;
        console.error(`Without ${linalg}: ${error.message}`);
      }
    }
    return new Engines(chosen);
  }

  get names(): EngineName[] {
    return [...this.#chosen.keys()];
  }

  get(name: EngineName): Engine {
    return this.#chosen.get(name)!.engine;
  }

  /** What each is made of, for the report. */
  get descriptions(): Record<string, string> {
    return Object.fromEntries([...this.#chosen].map(([name, { reason }]) => [name, reason]));
  }

  /** A side of a race for each engine. */
  sides<Result>(
    work: (engine: Engine) => Promise<Result>,
    probe?: (result: Result) => readonly number[],
    release?: (result: Result, engine: Engine) => void,
  ): Partial<Record<EngineName, Side>> {
    const side = (engine: Engine) => () => timed(() => work(engine), probe, release && ((result) => release(result, engine)));
    return Object.fromEntries(this.names.map((name) => [name, side(this.get(name))]));
  }

  async close(): Promise<void> {
    for (const { close } of this.#chosen.values()) await close();
  }
}
