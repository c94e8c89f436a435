import { inBatches } from '../store/in-batches.ts';

const AT_ONCE = 16;

/** Facts about things that never change, by name: each is looked at once, however often all are asked for. */
export class Remembered<Facts> {
  readonly #look: (name: string) => Promise<Facts | undefined>;
  #known = new Map<string, Facts>();

  /** @param look undefined: nothing is known yet, and it will be asked again */
  constructor(look: (name: string) => Promise<Facts | undefined>) {
    this.#look = look;
  }

  /** What is known of these; all others are forgotten. */
  async of(names: readonly string[]): Promise<ReadonlyMap<string, Facts>> {
    const found = new Map<string, Facts>();
    const unknown: string[] = [];
    for (const name of names) {
      const facts = this.#known.get(name);
      if (facts === undefined) unknown.push(name);
      else found.set(name, facts);
    }
    await inBatches(unknown, AT_ONCE, async (name) => {
      const facts = await this.#look(name);
      if (facts !== undefined) found.set(name, facts);
    });
    this.#known = found;
    return found;
  }
}
