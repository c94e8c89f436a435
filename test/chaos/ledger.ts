/** What a client was promised, and what became of it. */
export interface Fault {
  kind: 'lost' | 'corrupt' | 'stuck' | 'other';
  what: string;
  /** Everything that happened to it, line by line. */
  history: string[];
}

/** Kept of each thing; what happened long ago is rarely the cause. */
const MOST_LINES = 60;
/** Shown of kills before the first line of a history. */
const KILLS_BEFORE = 5;
const MOST_FAULTS = 20;

/** The book of all that was acknowledged, of kills, and of promises that were broken. */
export class Ledger {
  readonly faults: Fault[] = [];
  /** Acknowledged operations by name. */
  readonly acknowledged = new Map<string, number>();
  /** Jobs and computations that failed, by the reason that they gave. */
  readonly reasons = new Map<string, number>();
  retries = 0;
  failedFits = 0;
  /** What was done, though no client was told: its answer was lost, and the next try did it again. */
  untold = { models: 0, jobs: 0 };
  readonly #start = performance.now();
  readonly #kills: string[] = [];

  thing(name: string): Thing {
    return new Thing(name, this);
  }

  count(book: 'acknowledged' | 'reasons', what: string): void {
    this[book].set(what, (this[book].get(what) ?? 0) + 1);
  }

  /** Everyone's history has it. */
  killed(what: string): void {
    this.#kills.push(this.line(`${what} killed`));
  }

  fault(kind: Fault['kind'], what: string, lines: readonly string[] = []): void {
    if (this.faults.length >= MOST_FAULTS) return;
    // Lines begin with their time, all of one width.
    const [first = this.line('')] = lines;
    const kills = [
      ...this.#kills.filter((line) => line < first).slice(-KILLS_BEFORE),
      ...this.#kills.filter((line) => line >= first),
    ];
    const history = [...lines, ...kills].sort().slice(-MOST_LINES);
    this.faults.push({ kind, what, history: [...history, this.line(`${kind}: ${what}`)] });
  }

  line(text: string): string {
    return `${((performance.now() - this.#start) / 1000).toFixed(3).padStart(9)}  ${text}`;
  }
}

/** Something that a client has: an array, a model, a job. */
export class Thing {
  readonly name: string;
  readonly #ledger: Ledger;
  readonly #lines: string[] = [];
  #faulty = false;

  constructor(name: string, ledger: Ledger) {
    this.name = name;
    this.#ledger = ledger;
  }

  note(text: string): void {
    this.#lines.push(this.#ledger.line(text));
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }

  /** Notes that a promise was broken, the first time. */
  fault(kind: Fault['kind'], what: string): void {
    if (this.#faulty) return;
    this.#faulty = true;
    this.#ledger.fault(kind, `${this.name}: ${what}`, this.#lines);
  }
}
