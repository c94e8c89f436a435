import { availableParallelism } from 'node:os';
import { type ChosenEngine, createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { isHypertangentError } from '../../src/errors.ts';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { type OpenedTensorFlow, openTensorFlow } from '../../src/linalg/backends/tensorflow/open.ts';
import { type Side, timed } from './measure.ts';

export type EngineName = 'openblas' | 'wasm';

/** Our engines on all cores, as far as this machine has them. */
export class Engines {
  readonly #chosen: ReadonlyMap<EngineName, ChosenEngine>;

  readonly #tensorflow: OpenedTensorFlow | null;

  private constructor(chosen: ReadonlyMap<EngineName, ChosenEngine>, tensorflow: OpenedTensorFlow | null) {
    this.#chosen = chosen;
    this.#tensorflow = tensorflow;
  }

  /** @param withTensorFlow its linear algebra too, where the library is installed */
  static async create(withTensorFlow: boolean): Promise<Engines> {
    const chosen = new Map<EngineName, ChosenEngine>();
    for (const linalg of ['openblas', 'wasm'] as const) {
      try {
        chosen.set(linalg, await createEngine({ linalg }));
      } catch (error) {
        if (!isHypertangentError(error)) throw error;
        console.error(`Without ${linalg}: ${error.message}`);
      }
    }
    return new Engines(chosen, withTensorFlow ? await tensorFlow() : null);
  }

  /** Linear algebra by TensorFlow, if it was asked for and is there; kernels have nothing of it. */
  get tensorflow(): LinalgBackend | null {
    return this.#tensorflow?.backend ?? null;
  }

  get names(): EngineName[] {
    return [...this.#chosen.keys()];
  }

  get(name: EngineName): Engine {
    return this.#chosen.get(name)!.engine;
  }

  /** What each is made of, for the report. */
  get descriptions(): Record<string, string> {
    const engines = Object.fromEntries([...this.#chosen].map(([name, { reason }]) => [name, reason]));
    return this.#tensorflow ? { ...engines, tensorflow: `tensorflow (${this.#tensorflow.description})` } : engines;
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

async function tensorFlow(): Promise<OpenedTensorFlow | null> {
  const opened = await openTensorFlow(availableParallelism());
  if ('backend' in opened) return opened;
  console.error(`Without tensorflow: ${opened.missing}`);
  return null;
}
